import { randomBytes } from 'node:crypto';
import type { FakeApp } from './app.ts';

export interface FakeDisplay {
  readonly id: number;
  readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly workArea: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly scaleFactor: number;
}

/** The computer on which instances of the application run, one after another or at once. */
export interface FakeMachine {
  displays: readonly FakeDisplay[];
  /** What safeStorage finds; `basic_text` where there is no keyring. */
  keyring: 'basic_text' | 'gnome_libsecret' | 'kwallet6';
  isKeyringOpen: boolean;
  /** The key of the keyring. */
  key: Buffer;
  /** Who holds the single instance's lock of a user data folder. */
  readonly instances: Map<string, FakeApp>;
  readonly downloads: string;
}

export function makeMachine(downloads: string): FakeMachine {
  return {
    displays: [display(1, 0, 0, 1920, 1080)],
    keyring: 'gnome_libsecret',
    isKeyringOpen: true,
    key: randomBytes(32),
    instances: new Map(),
    downloads,
  };
}

/** A screen with a bar of 40 px at its top. */
export function display(id: number, x: number, y: number, width: number, height: number): FakeDisplay {
  return {
    id,
    bounds: { x, y, width, height },
    workArea: { x, y: y + 40, width, height: height - 40 },
    scaleFactor: 1,
  };
}
