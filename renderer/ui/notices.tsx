import { Notifications, useNotifications } from '@mantine/notifications';
import classes from './notices.module.css';

/** Where notices appear, and the polite live region that reads them out (errors announce themselves, as alerts). */
export function Notices() {
  const { notifications } = useNotifications();
  const polite = notifications.filter((notice) => notice.role !== 'alert').at(-1);
  return (
    <>
      <Notifications
        position="bottom-right"
        limit={4}
        containerWidth={360}
        transitionDuration={120}
        allowDragDismiss={false}
        allowScrollDismiss={false}
        classNames={{ root: classes.notices ?? '' }}
      />
      <div className={classes.announcer} aria-live="polite">
        {typeof polite?.['data-text'] === 'string' ? polite['data-text'] : ''}
      </div>
    </>
  );
}
