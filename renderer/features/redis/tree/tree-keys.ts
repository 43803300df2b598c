import type { KeyNode } from '../../../../shared/contract/redis.ts';

export type TreeCommand =
  | { readonly kind: 'move' | 'page'; readonly by: number }
  | { readonly kind: 'first' | 'last' | 'parent' | 'toggle' | 'open' };

interface PressedKey {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/**
 * What a key does in a tree, by the practices for the role `tree`: the arrows to the sides open and close a folder, or go
 * to its first child and to its parent.
 */
export function treeCommand(event: PressedKey, kind: KeyNode['kind'] | null, isOpen: boolean): TreeCommand | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  switch (event.key) {
    case 'ArrowDown':
      return { kind: 'move', by: 1 };
    case 'ArrowUp':
      return { kind: 'move', by: -1 };
    case 'PageDown':
      return { kind: 'page', by: 1 };
    case 'PageUp':
      return { kind: 'page', by: -1 };
    case 'Home':
      return { kind: 'first' };
    case 'End':
      return { kind: 'last' };
    case 'ArrowRight':
      if (kind !== 'folder') return { kind: 'move', by: 0 };
      return isOpen ? { kind: 'move', by: 1 } : { kind: 'toggle' };
    case 'ArrowLeft':
      return kind === 'folder' && isOpen ? { kind: 'toggle' } : { kind: 'parent' };
    case 'Enter':
    case ' ':
      return { kind: kind === 'folder' ? 'toggle' : 'open' };
    default:
      return null;
  }
}
