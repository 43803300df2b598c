/** Where Electron's documentation says what a rule of the fake does: a page, and the heading or sentence in it. */
export type Source = `${'api' | 'tutorial' | 'issue'}/${string}`;

/** What Electron would have thrown. `source` says where that is documented. */
export class ElectronRule extends Error {
  readonly source: Source;

  constructor(message: string, source: Source) {
    super(message);
    this.name = 'Error';
    this.source = source;
  }
}

/** Copies as IPC does. @throws for functions, symbols, promises and other values that have no serialised form. */
export function ipcClone<T>(value: T): T {
  try {
    return structuredClone(value);
  } catch {
    throw new ElectronRule(
      'An object could not be cloned.',
      'api/ipc-renderer: "Sending Functions, Promises, Symbols, WeakMaps, or WeakSets will throw an exception"',
    );
  }
}
