import { useEffect, useSyncExternalStore } from 'react';
import type { WholeCell } from '../../../shared/domain/cell.ts';
import type { Caption, CaptionStore } from './caption-store.ts';

/** Caption of the row a value names; asks for it when it is not known. */
export function useCaption(captions: CaptionStore, value: WholeCell): Caption {
  useEffect(() => {
    if (value !== null) captions.want(value);
  }, [captions, value]);
  return useSyncExternalStore(captions.subscribe, () => (value === null ? undefined : captions.get(value)));
}
