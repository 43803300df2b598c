import { useBlocker } from '@tanstack/react-router';
import { Button, Dialog } from '../../../ui/index.ts';

/** Whoever leaves a form that holds something is asked first. */
export function useLeaveQuestion(isChanged: boolean, isLeaving: { readonly current: boolean }) {
  const blocker = useBlocker({
    shouldBlockFn: () => isChanged && !isLeaving.current,
    enableBeforeUnload: () => isChanged && !isLeaving.current,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return (
    <Dialog
      title="Leave without saving"
      isOpen
      onClose={blocker.reset}
      width={420}
      footer={
        <>
          <Button data-autofocus onClick={blocker.reset}>
            Go on editing
          </Button>
          <Button kind="danger" onClick={blocker.proceed}>
            Discard changes
          </Button>
        </>
      }
    >
      <p>What was changed in this form has not been saved.</p>
    </Dialog>
  );
}
