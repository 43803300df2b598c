import { Component, type ReactNode } from 'react';
import type { AppErrorCode, AppErrorDetail } from '../../shared/domain/app-error.ts';
import { Button } from './button.tsx';
import { useFrame } from './frame-context.ts';
import { Icon } from './icon.tsx';
import { notify } from './notify.tsx';
import classes from './states.module.css';

export interface EmptyStateProps {
  /** One neutral sentence: `No rows match`. */
  title: string;
  hint?: ReactNode;
  /** The next step. */
  action?: ReactNode;
}

export function EmptyState({ title, hint, action }: EmptyStateProps) {
  return (
    <div className={classes.state}>
      <p className={classes.title}>{title}</p>
      {hint && <p className={classes.hint}>{hint}</p>}
      {action && <div className={classes.actions}>{action}</div>}
    </div>
  );
}

/** An error as a person can meet it: `AppError` is one. */
export interface ShownError {
  readonly code: AppErrorCode;
  readonly message: string;
  readonly detail: AppErrorDetail;
}

const titles: Readonly<Record<AppErrorCode, string>> = {
  bad_request: 'This request can’t be answered',
  not_found: 'Not found',
  conflict: 'Changed by someone else',
  read_only: 'Read-only',
  unsupported: 'Not supported here',
  connection: 'No connection',
  auth: 'Access denied',
  timeout: 'It took too long',
  aborted: 'Cancelled',
  internal: 'Something went wrong inside Storeroom',
};

/** What `Copy details` copies. */
export function errorText(error: ShownError): string {
  const { subject, advice, reference } = error.detail;
  return [
    error.message,
    `Code: ${error.code}`,
    subject && `Subject: ${subject}`,
    advice && `Advice: ${advice}`,
    reference && `Reference: ${reference}`,
  ]
    .filter(Boolean)
    .join('\n');
}

export interface ErrorStateProps {
  error: ShownError;
  onRetry?: (() => void) | undefined;
  /** For narrow panels: at the top left instead of in the middle. */
  isCompact?: boolean | undefined;
  /** What is likelier to help than trying again; it stands first. */
  action?: ReactNode;
}

/** What failed, in the store's own words, and the next step. Internal errors lead to their entry in the log. */
export function ErrorState({ error, onRetry, isCompact = false, action }: ErrorStateProps) {
  const { openLog } = useFrame();
  const { advice, reference } = error.detail;
  function copyDetails(): void {
    navigator.clipboard.writeText(errorText(error)).then(
      () => notify({ kind: 'success', message: 'Details copied' }),
      () => notify({ kind: 'error', message: 'The clipboard can’t be written' }),
    );
  }
  return (
    <div className={isCompact ? `${classes.state} ${classes.compact}` : classes.state} role="alert">
      {!isCompact && <Icon name="warning" size={20} className={classes.errorIcon} />}
      <p className={classes.title}>{titles[error.code]}</p>
      <p className={classes.message}>{error.message}</p>
      {advice && <p className={classes.hint}>{advice}</p>}
      {reference && <p className={classes.reference}>Reference {reference}</p>}
      <div className={classes.actions}>
        {action}
        {onRetry && (
          <Button kind={action ? 'default' : 'primary'} icon="refresh" onClick={onRetry}>
            Retry
          </Button>
        )}
        <Button icon="copy" onClick={copyDetails}>
          Copy details
        </Button>
        {reference && (
          <Button icon="document" onClick={() => openLog(reference)}>
            Open log
          </Button>
        )}
      </div>
    </div>
  );
}

interface BoundaryProps {
  /** Another value (the path of the view) makes the boundary try again. */
  resetKey?: string | undefined;
  children: ReactNode;
}

/** One per panel: a bug in one panel leaves the others working. */
export class PanelErrorBoundary extends Component<BoundaryProps, { error: Error | null }> {
  override state: { error: Error | null } = { error: null };

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override componentDidUpdate(previous: BoundaryProps): void {
    if (this.state.error && previous.resetKey !== this.props.resetKey) this.setState({ error: null });
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <ErrorState
        error={{ code: 'internal', message: `This panel stopped: ${error.message}`, detail: {} }}
        onRetry={() => this.setState({ error: null })}
      />
    );
  }
}
