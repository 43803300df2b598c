import { Button } from '../../ui/index.ts';
import classes from './pages.module.css';

/** The host was started from another build than this page: their frames may not agree. */
export function OutdatedPage() {
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <h1>Storeroom was updated</h1>
        <p>This window belongs to another version than the Storeroom that runs now. Load it again to go on.</p>
        <div className={classes.actions}>
          <Button kind="primary" icon="refresh" onClick={() => window.location.reload()}>
            Load again
          </Button>
        </div>
      </div>
    </main>
  );
}
