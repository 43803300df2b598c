import type { PartTest } from '../../../../shared/domain/project-settings.ts';
import { Button, formatDuration, Icon, ProgressBar } from '../../../ui/index.ts';
import classes from './test-results.module.css';
import type { ConnectionTest } from './use-connection-test.ts';

const partNames: Readonly<Record<PartTest['part'], string>> = { database: 'Database', files: 'Files', redis: 'Redis' };

/** What a test of the connections found, part by part. */
export function TestResults({
  test,
  isOutdated,
  onCancel,
  onShowField,
}: {
  test: ConnectionTest;
  /** The form says something else by now. */
  isOutdated: boolean;
  onCancel: () => void;
  /** Leads to the field that a failed part names; `null` where it is none of the form. */
  onShowField: (name: string | null) => (() => void) | null;
}) {
  if (test.kind === 'none') return null;
  return (
    <section
      className={classes.results}
      aria-label="Test results"
      aria-live="polite"
      aria-busy={test.kind === 'running'}
    >
      {test.kind === 'running' && (
        <div className={classes.running}>
          <ProgressBar label="Testing the connection" done={0} total={null} width={120} />
          <span>Trying {list(test.parts.map((part) => partNames[part].toLowerCase()))}…</span>
          <Button kind="link" onClick={onCancel}>
            Cancel test
          </Button>
        </div>
      )}
      {test.kind === 'done' && isOutdated && <p className={classes.note}>Before the last changes:</p>}
      {test.kind === 'cancelled' && <p className={classes.note}>The test was cancelled</p>}
      {test.kind === 'failed' && (
        <div className={classes.part} data-kind="failed">
          <Icon name="failed" className={classes.icon} />
          <div className={classes.text}>
            <p className={classes.message}>{test.error.message}</p>
            {test.error.detail.advice && <p className={classes.advice}>{test.error.detail.advice}</p>}
          </div>
        </div>
      )}
      {test.kind === 'done' &&
        test.results.map((result) => <Part key={result.part} result={result} showField={showFieldOf(result)} />)}
    </section>
  );

  function showFieldOf(result: PartTest): (() => void) | null {
    return result.kind === 'failed' ? onShowField(result.field) : null;
  }
}

function Part({ result, showField }: { result: PartTest; showField: (() => void) | null }) {
  const took = <span className={classes.took}>{formatDuration(result.tookMs)}</span>;
  if (result.kind === 'worked') {
    return (
      <div className={classes.part} data-kind="worked">
        <Icon name="succeeded" className={classes.icon} />
        <div className={classes.text}>
          <p>
            <span className={classes.name}>{partNames[result.part]}</span> {result.version} {took}
          </p>
          {result.notes.length > 0 && <p className={classes.advice}>{result.notes.join(' · ')}</p>}
        </div>
      </div>
    );
  }
  return (
    <div className={classes.part} data-kind="failed">
      <Icon name="failed" className={classes.icon} />
      <div className={classes.text}>
        <p>
          <span className={classes.name}>{partNames[result.part]}</span>{' '}
          <span className={classes.message}>{result.message}</span> {took}
        </p>
        {result.advice !== '' && <p className={classes.advice}>{result.advice}</p>}
      </div>
      {showField !== null && (
        <Button className={classes.show} onClick={showField}>
          Show field
        </Button>
      )}
    </div>
  );
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
