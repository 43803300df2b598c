import { storageName, useProject } from '../../host/index.ts';
import { Button, EmptyState, notify } from '../../ui/index.ts';
import classes from './review-dialog.module.css';
import { useStaged } from './staged-context.ts';
import { VirtualList } from './virtual-list.tsx';

/** What would run, in its order, for reading and copying. */
export function SqlList() {
  const { storages: all } = useProject();
  const checks = useStaged((state) => state.checks);
  const tables = useStaged((state) => state.edits.tables);
  const storages = new Set([...tables.values()].map(({ storage }) => storage));
  const known = [...checks].filter(([storage]) => storages.has(storage));
  const statements = known.flatMap(([, { statements: sql }]) => sql.map((one) => one.sql));
  const isOld = [...storages].some((storage) => checks.get(storage)?.tables !== tables);
  const failed = known.flatMap(([storage, { error }]) =>
    error ? [`${storageName(all, storage)}: ${error.message}`] : [],
  );

  function copy(): void {
    navigator.clipboard.writeText(`${statements.map((sql) => sql.replace(/;?\s*$/, ';')).join('\n')}\n`).then(
      () => notify({ kind: 'success', message: 'SQL copied' }),
      () => notify({ kind: 'error', message: 'The clipboard can’t be written' }),
    );
  }

  return (
    <div className={classes.sql}>
      <div className={classes.sqlHead}>
        <span role="status">{failed.length > 0 ? failed.join('; ') : isOld ? 'Being made anew…' : ''}</span>
        <Button icon="copy" disabled={statements.length === 0} onClick={copy}>
          Copy SQL
        </Button>
      </div>
      {statements.length === 0 ? (
        <EmptyState title={isOld ? 'Looking at the changes…' : 'No statements'} />
      ) : (
        <VirtualList
          label="SQL"
          count={statements.length}
          itemKey={String}
          estimatePx={() => 28}
          render={(index) => <pre className={classes.statement}>{shortened(statements[index] ?? '')}</pre>}
        />
      )}
    </div>
  );
}

/** A statement with megabytes in it is copied whole, not drawn. */
function shortened(sql: string): string {
  return sql.length <= 4000 ? sql : `${sql.slice(0, 4000)}…`;
}
