import { useMemo } from 'react';
import { allProblems } from '../../../shared/domain/staged-edits-problems.ts';
import { changePlaces } from '../../../shared/domain/staged-edits-settle.ts';
import { ConflictsDialog } from './resolve-dialog.tsx';
import { useStaged, useStagedWork } from './staged-context.ts';

/** Settles what stands in the way of the staged edits, and saves again. */
export function ResolveDialog(props: { isOpen: boolean; onSave: () => void; onClose: () => void }) {
  return props.isOpen ? <OpenResolveDialog {...props} /> : null;
}

function OpenResolveDialog({ isOpen, onSave, onClose }: { isOpen: boolean; onSave: () => void; onClose: () => void }) {
  const { store } = useStagedWork();
  const edits = useStaged((state) => state.edits);
  const problems = useStaged((state) => state.problems);
  const isSaving = useStaged((state) => state.isSaving);
  const all = useMemo(() => allProblems(edits, problems), [edits, problems]);
  const places = useMemo(() => changePlaces(edits.tables), [edits]);
  return (
    <ConflictsDialog
      isOpen={isOpen}
      purpose="save"
      problems={all}
      storageOf={(change) => places.get(change)?.table.storage ?? ''}
      isBusy={isSaving}
      action="Save changes"
      onSettled={(settlements) => {
        store.settle(settlements);
        onSave();
      }}
      onClose={onClose}
    />
  );
}
