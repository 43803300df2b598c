import { Button } from '../../ui/index.ts';
import classes from './pages.module.css';

/** This page can't connect any more: it belongs to another build, or (desktop) its one connection has ended. */
export function OutdatedPage({ isDesktop }: { isDesktop: boolean }) {
  return (
    <main className={classes.page}>
      <div className={classes.card}>
        <h1>{isDesktop ? 'The connection was lost' : 'Storeroom was updated'}</h1>
        <p>
          {isDesktop
            ? 'The window and Storeroom no longer hear each other. Load it again to go on.'
            : 'This window belongs to another version than the Storeroom that runs now. Load it again to go on.'}
        </p>
        <div className={classes.actions}>
          <Button kind="primary" icon="refresh" onClick={() => window.location.reload()}>
            Load again
          </Button>
        </div>
      </div>
    </main>
  );
}
