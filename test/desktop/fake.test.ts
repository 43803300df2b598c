import { afterAll, beforeAll, describe, test } from 'vitest';
import type { DesktopPlaces } from '../../electron/shell/desktop-program.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { makeBuiltParts } from './built-parts.ts';
import { desktopFacts } from './desktop-facts.ts';
import { makeDesktopPlace } from './desktop-place.ts';
import { FakeDesktop } from './fake-desktop.ts';
import { makeMachine } from './fake-electron/machine.ts';

let places: DesktopPlaces;
let removeBuild: () => Promise<void>;

beforeAll(async () => {
  const { path, remove } = await makeTemporaryDirectory();
  removeBuild = remove;
  places = await makeBuiltParts(path);
});
afterAll(() => removeBuild());

describe('the desktop application (under the fake)', () => {
  test.each(desktopFacts.map((fact) => [fact.title, fact] as const))('%s', async (_title, fact) => {
    await using place = await makeDesktopPlace();
    await using desktop = await FakeDesktop.open(place, { machine: makeMachine(place.directory), places });
    await fact.check(desktop, place);
  });
});
