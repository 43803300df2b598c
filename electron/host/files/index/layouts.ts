import { folderLayout } from './folder-layout.ts';
import type { Layout } from './layout.ts';
import { weframLayout } from './wefram-layout.ts';

const layouts: readonly Layout[] = [weframLayout, folderLayout];

/** @returns `null` for a layout this version does not know. */
export function layoutNamed(kind: string): Layout | null {
  return layouts.find((layout) => layout.kind === kind) ?? null;
}

export const layoutNames: readonly string[] = layouts.map((layout) => layout.kind);
