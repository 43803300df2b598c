import { type KeyboardEvent, useRef } from 'react';
import { decodeKeyName, encodeKeyName, parseKeyLabel } from '../../../../shared/domain/redis-name.ts';
import type { KeyTreeStore } from './key-tree-store.ts';

/** Letters typed within this time belong together. */
const togetherMs = 900;

/**
 * Typing goes to the node of the current folder that begins with what was typed. The host is asked where that is, so it
 * works among a million nodes of which only some are here.
 *
 * @param isFlat a list of search results: only what is in memory is looked through
 * @returns `type` tells whether the key was taken; `forget` begins anew, for one who went elsewhere by another key
 */
export function useTypeAhead(
  store: KeyTreeStore,
  active: () => number,
  isFlat: boolean,
  moveTo: (index: number) => void,
): { type: (event: KeyboardEvent) => boolean; forget: () => void } {
  const typed = useRef({ text: '', at: 0 });
  function type(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey || [...event.key].length !== 1) return false;
    const now = performance.now();
    const text = now - typed.current.at < togetherMs ? typed.current.text + event.key : event.key;
    typed.current = { text, at: now };
    const from = active();
    if (isFlat) {
      const { rowCount } = store.snapshot();
      for (let step = text.length === 1 ? 1 : 0; step < rowCount; step++) {
        const index = (from + step) % rowCount;
        const node = store.row(index)?.node;
        if (!node?.label.toLowerCase().startsWith(text.toLowerCase())) continue;
        moveTo(index);
        break;
      }
      return true;
    }
    const folder = decodeKeyName(store.folderPathOf(from));
    const wanted = encodeKeyName(Uint8Array.of(...folder, ...parseKeyLabel(text)));
    void store.findInFolder(from, wanted).then((index) => {
      if (typed.current.text === text && index >= 0 && store.row(index)?.node?.label.startsWith(text)) moveTo(index);
    });
    return true;
  }
  return {
    type,
    forget: () => {
      typed.current = { text: '', at: 0 };
    },
  };
}
