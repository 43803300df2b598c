import { useConnection, useRetryConnection } from '../../host/index.ts';
import { Button } from '../../ui/index.ts';
import classes from './pages.module.css';

/** Until the host has answered for the first time: the bars of the window, and what is wrong if it takes long. */
export function ConnectingPage() {
  const connection = useConnection();
  const retry = useRetryConnection();
  const isLate = connection.kind === 'reconnecting' && connection.attempt > 1;
  return (
    <div className={classes.connecting}>
      <div className={classes.bar} />
      <main className={classes.middle}>
        {isLate && (
          <div className={classes.card} role="alert">
            <h1>Storeroom does not answer</h1>
            <p>
              No Storeroom runs at <code>{window.location.origin}</code> now. The window connects by itself as soon as
              it does.
            </p>
            <div className={classes.actions}>
              <Button kind="primary" icon="refresh" onClick={retry}>
                Retry now
              </Button>
            </div>
          </div>
        )}
      </main>
      <div className={classes.bar} />
    </div>
  );
}
