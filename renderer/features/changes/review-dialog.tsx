import { useMemo, useState } from 'react';
import { countStaged } from '../../../shared/domain/staged-edits.ts';
import { problemsOf } from '../../../shared/domain/staged-edits-problems.ts';
import { Button, Checkbox, Dialog, EmptyState, formatCount, Tabs } from '../../ui/index.ts';
import { ImpactNotes } from './impact-notes.tsx';
import classes from './review-dialog.module.css';
import { reviewItems } from './review-items.ts';
import { ReviewRow } from './review-row.tsx';
import { SqlList } from './sql-list.tsx';
import { useStaged } from './staged-context.ts';
import { counted, kindsText, stagedCountText } from './staged-text.ts';
import { useModelNames } from './use-model-names.ts';
import { focusScreen } from './use-return-focus.ts';
import { useSaveKey } from './use-save-key.ts';
import { VirtualList } from './virtual-list.tsx';

export interface ReviewDialogProps {
  isOpen: boolean;
  onSave: () => void;
  onClose: () => void;
}

/** Everything that a save would write, row by row, and what stands in its way. */
export function ReviewDialog(props: ReviewDialogProps) {
  return props.isOpen ? <OpenReviewDialog {...props} /> : null;
}

function OpenReviewDialog({ isOpen, onSave, onClose }: ReviewDialogProps) {
  const edits = useStaged((state) => state.edits);
  const isSaving = useStaged((state) => state.isSaving);
  const [tab, setTab] = useState<'changes' | 'sql'>('changes');
  const counts = useMemo(() => countStaged(edits), [edits]);
  const storages = new Set([...edits.tables.values()].map(({ storage }) => storage)).size;

  function leave(): void {
    onClose();
    focusScreen();
  }

  useSaveKey(isSaving ? null : onSave);

  return (
    <Dialog
      title="Review changes"
      isOpen={isOpen}
      onClose={onClose}
      width={820}
      footer={
        <>
          <span className={classes.summary}>
            {storages > 1 && `${counted(storages, 'storage')}: each is written in a transaction of its own`}
          </span>
          <Button onClick={onClose}>Close</Button>
          <Button kind="primary" disabled={isSaving || counts.total === 0} onClick={onSave}>
            Save changes
          </Button>
        </>
      }
    >
      <div className={classes.content}>
        {counts.total === 0 ? (
          <EmptyState title="Nothing is staged" />
        ) : (
          <Tabs
            label="Review"
            value={tab}
            tabs={[
              { value: 'changes', label: 'Changes', detail: formatCount(counts.total) },
              { value: 'sql', label: 'SQL' },
            ]}
            onChange={setTab}
          >
            <div className={classes.panel}>{tab === 'sql' ? <SqlList /> : <ChangesList onLeave={leave} />}</div>
          </Tabs>
        )}
      </div>
    </Dialog>
  );
}

function ChangesList({ onLeave }: { onLeave: () => void }) {
  const edits = useStaged((state) => state.edits);
  const problems = useStaged((state) => state.problems);
  const names = useModelNames();
  const [wantsProblems, setWantsProblems] = useState(false);
  const troubled = useMemo(() => {
    const changes = new Set<string>();
    for (const { entries } of edits.tables.values()) {
      for (const entry of entries.values()) if (problemsOf(problems, entry).length > 0) changes.add(entry.change);
    }
    return changes;
  }, [edits, problems]);
  const isNarrowed = wantsProblems && troubled.size > 0;
  const items = useMemo(
    () => reviewItems(edits.tables, isNarrowed ? ({ change }) => troubled.has(change) : undefined),
    [edits, isNarrowed, troubled],
  );
  const counts = useMemo(() => countStaged(edits), [edits]);
  return (
    <>
      <div className={classes.listHead}>
        <span>
          {stagedCountText(counts.total)}: {kindsText(counts)}
        </span>
        {troubled.size > 0 && (
          <Checkbox
            label={`Only the ${counted(troubled.size, 'row')} with problems`}
            isChecked={wantsProblems}
            onChange={setWantsProblems}
          />
        )}
      </div>
      <VirtualList
        label="Staged changes"
        count={items.length}
        header={<ImpactNotes tables={edits.tables} />}
        itemKey={(index) => {
          const item = items[index];
          return item?.kind === 'row' ? item.entry.change : `${item?.table.storage}\n${item?.table.model}`;
        }}
        estimatePx={(index) => {
          const item = items[index];
          return item?.kind === 'row' ? 46 + 24 * Math.max(1, item.entry.fields.size) : 34;
        }}
        render={(index) => {
          const item = items[index];
          if (!item) return null;
          if (item.kind === 'row') return <ReviewRow table={item.table} entry={item.entry} onLeave={onLeave} />;
          return (
            <h3 className={classes.model}>
              {names.of(item.table.storage, item.table.model)}
              <span className={classes.modelCounts}>{kindsText(item.counts)}</span>
            </h3>
          );
        }}
      />
    </>
  );
}
