import { notifications } from '@mantine/notifications';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import type { IconName } from './icons.ts';
import classes from './notices.module.css';

export type NoticeKind = 'info' | 'success' | 'warning' | 'error';

export interface Notice {
  readonly kind: NoticeKind;
  /** One neutral sentence. */
  readonly message: string;
  /** One next step; choosing it closes the notice. */
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

const kindIcon: Readonly<Record<NoticeKind, IconName>> = {
  info: 'info',
  success: 'succeeded',
  warning: 'warning',
  error: 'failed',
};

let nextId = 1;

/** Tells what happened, at the lower right. Errors stay until they are closed and are announced at once. */
export function notify({ kind, message, action }: Notice): void {
  const id = `notice-${nextId++}`;
  function act(): void {
    notifications.hide(id);
    action?.run();
  }
  notifications.show({
    id,
    role: kind === 'error' ? 'alert' : 'status',
    // `Notices` reads it out, once.
    ...(kind === 'error' ? {} : { 'aria-live': 'off' as const }),
    autoClose: kind === 'error' ? false : action ? 8000 : 4000,
    'data-text': message,
    classNames: {
      root: classes.notice ?? '',
      description: classes.description ?? '',
      closeButton: classes.close ?? '',
    },
    closeButtonProps: { 'aria-label': 'Close notice' },
    message: (
      <div className={classes.body}>
        <span className={classes.icon} data-kind={kind}>
          <Icon name={kindIcon[kind]} />
        </span>
        <span className={classes.text}>{message}</span>
        {action && (
          <Button kind="link" onClick={act}>
            {action.label}
          </Button>
        )}
      </div>
    ),
  });
}
