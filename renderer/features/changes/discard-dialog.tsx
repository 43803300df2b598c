import type { StagedCounts } from '../../../shared/domain/staged-edits.ts';
import { Button, Dialog } from '../../ui/index.ts';
import { kindsText, stagedCountText } from './staged-text.ts';

export interface DiscardDialogProps {
  isOpen: boolean;
  counts: StagedCounts;
  onDiscard: () => void;
  onClose: () => void;
}

export function DiscardDialog({ isOpen, counts, onDiscard, onClose }: DiscardDialogProps) {
  return (
    <Dialog
      title="Discard changes"
      isOpen={isOpen}
      onClose={onClose}
      width={420}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            Cancel
          </Button>
          <Button kind="danger" onClick={onDiscard}>
            Discard changes
          </Button>
        </>
      }
    >
      <p>
        {stagedCountText(counts.total)} will be discarded: {kindsText(counts)}. Undo brings{' '}
        {counts.total === 1 ? 'it' : 'them'} back until this window is closed.
      </p>
    </Dialog>
  );
}
