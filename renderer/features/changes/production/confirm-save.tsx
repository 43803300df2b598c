import { useProject } from '../../../host/index.ts';
import { ConfirmNameDialog } from '../../../ui/index.ts';
import { ImpactNotes } from '../impact-notes.tsx';
import { useStaged } from '../staged-context.ts';
import { counted } from '../staged-text.ts';
import { type ModelNames, useModelNames } from '../use-model-names.ts';
import type { Destruction } from './destructive.ts';

/** Before a save in production that destroys something: what it is, and the name of the project to be typed. */
export function ConfirmSave({
  destruction,
  onSave,
  onClose,
}: {
  destruction: readonly Destruction[];
  onSave: () => void;
  onClose: () => void;
}) {
  const { name } = useProject();
  const names = useModelNames();
  const tables = useStaged((state) => state.edits.tables);
  const deleted = destruction.reduce((sum, one) => sum + (one.kind === 'deletes' ? one.rows : 0), 0);
  const isDeleting = deleted > 0;
  return (
    <ConfirmNameDialog
      title={isDeleting ? 'Delete in production' : 'Change keys in production'}
      name={name}
      action={isDeleting ? `Save and delete ${counted(deleted, 'row')}` : 'Save changes'}
      onConfirm={onSave}
      onClose={onClose}
    >
      <p>{name} is used in production. Saving will:</p>
      <ul>
        {destruction.map((one) => (
          <li key={`${one.kind} ${one.storage} ${one.model} ${one.kind === 'follows' ? one.field : ''}`}>
            {destructionText(one, names)}
          </li>
        ))}
      </ul>
      {isDeleting && <ImpactNotes tables={tables} />}
    </ConfirmNameDialog>
  );
}

function destructionText(one: Destruction, names: ModelNames): string {
  const model = names.of(one.storage, one.model);
  if (one.kind === 'deletes') return `Delete ${counted(one.rows, 'row')} of ${model}`;
  const others = one.others.map((other) => names.of(one.storage, other)).join(', ');
  return `Change ${one.field} of ${counted(one.rows, 'row')} of ${model}; rows of ${others} that refer to it follow`;
}
