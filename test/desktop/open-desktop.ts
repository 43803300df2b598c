import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { DesktopPlaces } from '../../electron/shell/desktop-program.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { makeBuiltParts } from './built-parts.ts';
import type { DesktopPlace } from './desktop.ts';
import { makeDesktopPlace } from './desktop-place.ts';
import { FakeDesktop, type FakeStartOptions } from './fake-desktop.ts';
import { makeMachine } from './fake-electron/machine.ts';

let built: DesktopPlaces | null = null;

/** Call it at the top of a test file: builds the preload once for all of its tests. */
export function buildPartsOnce(): void {
  let removeBuild = async () => {};
  beforeAll(async () => {
    const { path, remove } = await makeTemporaryDirectory();
    removeBuild = remove;
    built = await makeBuiltParts(path);
  });
  afterAll(() => removeBuild());
}

export function builtParts(): DesktopPlaces {
  if (!built) throw new Error('Call buildPartsOnce at the top of the file');
  return built;
}

/** A running desktop with its page connected; it ends with the test. */
export async function openDesktop(options: Partial<FakeStartOptions> = {}) {
  const place = await makeDesktopPlace();
  const desktop = await FakeDesktop.open(place, {
    machine: makeMachine(place.directory),
    places: builtParts(),
    ...options,
  });
  onTestFinished(async () => {
    await desktop[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  });
  return { place, desktop, fake: desktop.fake, bridge: desktop.client.bridge };
}

/** Projects for a test that starts its desktops itself. */
export async function makePlace(): Promise<DesktopPlace> {
  const place = await makeDesktopPlace();
  onTestFinished(() => place[Symbol.asyncDispose]());
  return place;
}

/** Longer than messages between the processes take. */
export function settle(): Promise<void> {
  return delay(30);
}
