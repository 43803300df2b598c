import { useCallback } from 'react';
import { useBytesPrefix, useClient, useProject } from '../../host/index.ts';
import { type UploadValue, uploadValue } from './upload-value.ts';

/** `(file | text, { signal, onProgress }) => NewValue`: for values too big to be staged as they are. */
export function useUploadValue(): UploadValue {
  const client = useClient();
  const prefix = useBytesPrefix();
  const { id: project } = useProject();
  return useCallback(
    (source, options) => uploadValue({ calls: client.changes.uploads, project, prefix }, source, options),
    [client, prefix, project],
  );
}
