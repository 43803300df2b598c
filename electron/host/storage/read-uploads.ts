import type { StoreChange, WriteRequest } from './connector.ts';

/** Bytes of all uploads that changes name, each read once. */
export async function readUploads({ changes, readUpload }: WriteRequest): Promise<ReadonlyMap<string, Uint8Array>> {
  const uploads = new Map<string, Uint8Array>();
  for (const name of new Set(changes.flatMap(uploadsOf))) uploads.set(name, await readUpload(name));
  return uploads;
}

function uploadsOf(change: StoreChange): readonly string[] {
  if (change.kind !== 'insert' && change.kind !== 'update') return [];
  return change.fields.flatMap(({ value }) => (value.kind === 'upload' ? [value.upload] : []));
}
