import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { toAppError } from '../../host/index.ts';
import { Button, EmptyState, ErrorState } from '../../ui/index.ts';

/** An address that names nothing Storeroom knows. */
export function NotFoundScreen() {
  const router = useRouter();
  return (
    <EmptyState
      title="Nothing has this address"
      hint={router.state.location.pathname}
      action={<Button onClick={() => router.history.push('/')}>Go to the start</Button>}
    />
  );
}

/** A screen that stopped, or an address whose search parameters can't be read. */
export function StoppedScreen({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const { pathname, searchStr } = router.state.location;
  function openPlain(): void {
    router.history.push(pathname);
    reset();
  }
  return (
    <>
      <ErrorState error={toAppError(error)} onRetry={reset} />
      {searchStr && (
        <EmptyState title="It may be its filters" action={<Button onClick={openPlain}>Open without them</Button>} />
      )}
    </>
  );
}
