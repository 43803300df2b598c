import { storageName, useProject } from '../../host/index.ts';
import { Button, Icon, IconButton } from '../../ui/index.ts';
import classes from './staged-bar.module.css';
import { useStaged, useStagedWork } from './staged-context.ts';
import type { SaveFailure } from './staged-store.ts';
import { useReturnFocus } from './use-return-focus.ts';

/** Why a storage could not be written at all. It stays, beside the edits, until the next try. */
export function SaveFailures({ onRetry }: { onRetry: () => void }) {
  const { store } = useStagedWork();
  const failures = useStaged((state) => state.failures);
  return failures.length === 0 ? null : <Strip failures={failures} onRetry={onRetry} onClose={store.clearFailures} />;
}

interface StripProps {
  failures: readonly SaveFailure[];
  onRetry: () => void;
  onClose: () => void;
}

function Strip({ failures, onRetry, onClose }: StripProps) {
  const { storages } = useProject();
  const element = useReturnFocus<HTMLDivElement>();
  return (
    <div ref={element} className={classes.strip} data-kind="failure" role="alert">
      <Icon name="failed" />
      <div className={classes.stripText}>
        {failures.map(({ storage, isPartlySaved, error }) => (
          <p key={storage}>
            {isPartlySaved ? 'Not everything was saved' : 'Nothing was saved'} in {storageName(storages, storage)}:{' '}
            {error.message}. {error.detail.advice && <span className={classes.advice}>{error.detail.advice}</span>}
          </p>
        ))}
      </div>
      <Button icon="refresh" onClick={onRetry}>
        Retry
      </Button>
      <IconButton label="Close message" icon="close" onClick={onClose} />
    </div>
  );
}
