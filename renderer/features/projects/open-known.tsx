import { useMutation } from '@tanstack/react-query';
import { toAppError, useApi } from '../../host/index.ts';
import { Button, notify } from '../../ui/index.ts';

/** Opens a known project whose address was followed while it is closed: a bookmark, a window from before a restart. */
export function OpenKnown({ id, onOpened }: { id: string; onOpened: () => void }) {
  const api = useApi();
  const open = useMutation(
    api.projects.open.start.mutationOptions({
      onSuccess: onOpened,
      onError: (error) => notify({ kind: 'error', message: toAppError(error).message }),
    }),
  );
  return (
    <Button
      kind="primary"
      icon="folderOpen"
      disabled={open.isPending}
      onClick={() => open.mutate({ kind: 'known', id })}
    >
      Open project
    </Button>
  );
}
