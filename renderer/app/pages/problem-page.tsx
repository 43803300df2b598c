import type { ReactNode } from 'react';
import type { AppError } from '../../../shared/domain/app-error.ts';
import { projectsPath } from '../../host/index.ts';
import { Button, ErrorState, FrameProvider } from '../../ui/index.ts';
import classes from './pages.module.css';

/** An error before there is a window around it. */
export function ProblemPage({
  error,
  onRetry,
  action,
}: {
  error: AppError;
  onRetry: () => void;
  /** What is likelier to help than trying again. */
  action?: ReactNode;
}) {
  const goToStart = () => window.location.assign('/');
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <FrameProvider value={{ open: goToStart, openLog: goToStart, openPalette: goToStart }}>
          <ErrorState error={error} onRetry={onRetry} action={action} />
        </FrameProvider>
        <div className={classes.center}>
          <Button kind="link" onClick={() => window.location.assign(projectsPath)}>
            Projects
          </Button>
          <Button kind="link" onClick={goToStart}>
            Go to the start
          </Button>
        </div>
      </div>
    </main>
  );
}
