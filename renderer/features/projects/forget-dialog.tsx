import { useState } from 'react';
import type { KnownProject } from '../../../shared/domain/project-settings.ts';
import { toAppError } from '../../host/index.ts';
import { Button, ConfirmNameDialog, Dialog } from '../../ui/index.ts';
import classes from './projects-screen.module.css';

/** Asks before a project is forgotten; the name of one that is used in production must be typed. */
export function ForgetDialog({
  project,
  onForget,
  onClose,
}: {
  project: KnownProject;
  onForget: (project: KnownProject) => Promise<void>;
  onClose: () => void;
}) {
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);

  async function forget(): Promise<void> {
    setIsBusy(true);
    try {
      await onForget(project);
      onClose();
    } catch (error) {
      setProblem(toAppError(error).message);
      setIsBusy(false);
    }
  }

  const text = (
    <>
      <p>
        {project.isOpen && `${project.name} is open; it will be closed. `}
        {project.isSaved
          ? `${project.name} and its passwords will be forgotten.`
          : `${project.name} will no longer stand in the list.`}
      </p>
      <p className={classes.dialogNote}>
        Nothing of its data is touched: databases, files and keys stay as they are. The journal of changes stays too.
      </p>
      {problem !== null && (
        <p className={classes.problem} role="alert">
          {problem}
        </p>
      )}
    </>
  );
  if (project.environment === 'production') {
    return (
      <ConfirmNameDialog
        title="Forget project"
        name={project.name}
        action="Forget project"
        isBusy={isBusy}
        onConfirm={() => void forget()}
        onClose={onClose}
      >
        {text}
      </ConfirmNameDialog>
    );
  }
  return (
    <Dialog
      title="Forget project"
      isOpen
      onClose={onClose}
      width={440}
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            Cancel
          </Button>
          <Button kind="danger" disabled={isBusy} onClick={() => void forget()}>
            Forget project
          </Button>
        </>
      }
    >
      {text}
    </Dialog>
  );
}
