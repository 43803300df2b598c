import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { z } from 'zod';
import { type FileScope, fileIdSchema, fileOrders } from '../../../shared/contract/files.ts';
import { decodeRowKey } from '../../../shared/domain/row-key.ts';

/** What of a gallery stands in the address. Anything unreadable in it is as if it were not there. */
export const gallerySearchSchema = z.object({
  order: z.enum(fileOrders).optional().catch(undefined),
  search: z.string().max(200).optional().catch(undefined),
  /** The selected file. */
  file: fileIdSchema.optional().catch(undefined),
  /** Its place in the gallery when it was selected, so that it is found again among 100,000. */
  at: z.number().int().nonnegative().optional().catch(undefined),
  preview: z.literal(true).optional().catch(undefined),
  /** For galleries of rows that belong to one row; `key` as made by `encodeRowKey`. */
  scope: z
    .object({ storage: z.string(), model: z.string(), key: z.string(), relation: z.string(), field: z.string() })
    .optional()
    .catch(undefined),
});
export type GallerySearch = z.infer<typeof gallerySearchSchema>;

const paramsSchema = z.object({ root: z.string().optional(), storage: z.string().optional() });

export interface GalleryView {
  /** `null` when the address names none. */
  readonly scope: FileScope | null;
  readonly search: GallerySearch;
  /** Changes the address in place; `undefined` removes a part of it. */
  readonly change: (part: Partial<GallerySearch>) => void;
}

export function useGalleryView(): GalleryView {
  const params = useParams({ strict: false });
  const raw = useSearch({ strict: false });
  const navigate = useNavigate();
  const search = useMemo(() => gallerySearchSchema.parse(raw), [raw]);
  const scope = useMemo(() => scopeOf(paramsSchema.parse(params), search), [params, search]);
  const change = useCallback(
    (part: Partial<GallerySearch>) => {
      void navigate({ to: '.', search: { ...search, ...part }, replace: true });
    },
    [navigate, search],
  );
  return { scope, search, change };
}

function scopeOf({ root, storage }: z.infer<typeof paramsSchema>, { scope }: GallerySearch): FileScope | null {
  if (root !== undefined && storage !== undefined) return { kind: 'storage', root, storage };
  const key = scope && decodeRowKey(scope.key);
  return scope && key ? { ...scope, kind: 'related', key } : null;
}
