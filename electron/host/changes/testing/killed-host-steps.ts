/** Where a save is cut off. */
export const killSteps = [
  'before the entry is written',
  'while the entry is being written',
  'after the entry is written',
  'after the commit',
  'after the entry is closed',
] as const;
export type KillStep = (typeof killSteps)[number];

/** What the test asks for, one JSON text a line. */
export type KilledHostRequest =
  | { readonly kind: 'apply'; readonly storage: string; readonly changes: string; readonly killAt: KillStep | null }
  | { readonly kind: 'undo'; readonly entry: string; readonly killAt: KillStep | null }
  | { readonly kind: 'draft'; readonly owner: string; readonly value: string };
