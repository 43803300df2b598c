import type { IconName } from './icons.ts';

/** One thing the palette can go to or do. */
export interface PaletteItem {
  /** Unique within its group. */
  readonly id: string;
  /** Matches of the typed text are drawn bold in it. */
  readonly label: string;
  /** At the end, muted: where it lies, how many. */
  readonly detail?: string | undefined;
  readonly icon: IconName;
  /** For keys: the fixed-width face. */
  readonly isMono?: boolean | undefined;
  /** A path to open, or something to do. */
  readonly action:
    | { readonly kind: 'open'; readonly path: string }
    | { readonly kind: 'run'; readonly run: () => void };
}

/** What a room contributes to the palette for the typed text, best first; at most about ten items each. */
export interface PaletteGroup {
  /** `Models`, `Rows`, `Files`, `Keys`. */
  readonly title: string;
  readonly items: readonly PaletteItem[];
  /** True while an answer for this very text is still coming. */
  readonly isLoading: boolean;
}
