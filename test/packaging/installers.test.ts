import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Arch, build, Platform } from 'electron-builder';
import { expect, inject, test } from 'vitest';
import { repository } from '../../scripts/repository.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** What electron-builder hands over in place of making the installer; other targets of Linux are not made here. */
type Computed =
  | { readonly desktop: string; readonly desktopFileName: string }
  | readonly [parameters: readonly string[], desktopFile: string];

interface Installer {
  /** The menu entry: its keys with their values. */
  readonly menuEntry: Readonly<Record<string, string>>;
  /** What the program that makes the package is called with; empty for an AppImage. */
  readonly parameters: readonly string[];
}

function entriesOf(desktopFile: string): Readonly<Record<string, string>> {
  const pairs = [...desktopFile.matchAll(/^([\w-]+)=(.*)$/gm)].map(([, key = '', value = '']) => [key, value] as const);
  return Object.fromEntries(pairs);
}

/** As electron-builder would make it of the packed application, up to the program it would have to download for that. */
async function installer(target: 'AppImage' | 'deb'): Promise<Installer> {
  const output = await temporaryDirectory();
  const computed: Installer[] = [];
  await build({
    projectDir: repository,
    prepackaged: inject('packedApplication'),
    targets: Platform.LINUX.createTarget([target], Arch.x64),
    publish: 'never',
    config: {
      extends: join(repository, 'electron-builder.yml'),
      directories: { output },
      extraMetadata: { homepage: 'https://example.org/storeroom' },
    },
    effectiveOptionComputed: async (options: Computed) => {
      // Menu entry and parameters are what can be wrong in our configuration. `true` ends it here.
      if ('desktop' in options) computed.push({ menuEntry: entriesOf(options.desktop), parameters: [] });
      else computed.push({ menuEntry: entriesOf(await readFile(options[1], 'utf8')), parameters: options[0] });
      return true;
    },
  });
  const [made] = computed;
  if (made === undefined) throw new Error(`electron-builder made nothing of ${target}`);
  return made;
}

const menuEntry = {
  Type: 'Application',
  Name: 'Storeroom',
  Icon: 'storeroom',
  Terminal: 'false',
  Categories: 'Development;Database;',
  // By this name the system finds the entry of a window.
  StartupWMClass: 'storeroom',
  MimeType: 'application/vnd.sqlite3;application/x-sqlite3;',
};

test('the AppImage runs in the sandbox and opens what is dropped on it', async () => {
  const { menuEntry: made } = await installer('AppImage');
  expect(made).toMatchObject({ ...menuEntry, Exec: 'AppRun %U' });
});

test('the Debian package installs the program, its menu entry and an icon of each size', async () => {
  const { menuEntry: made, parameters } = await installer('deb');
  expect(made).toMatchObject({ ...menuEntry, Exec: '/opt/Storeroom/storeroom %U' });
  const installed = parameters.flatMap((parameter) => /=(\/\S+)$/.exec(parameter)?.[1] ?? []);
  expect(installed).toContain('/opt/Storeroom');
  expect(installed).toContain('/usr/share/applications/storeroom.desktop');
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512]) {
    expect(installed).toContain(`/usr/share/icons/hicolor/${size}x${size}/apps/storeroom.png`);
  }
  const value = (name: string) => parameters[parameters.indexOf(name) + 1];
  expect([value('--name'), value('--category'), value('--license')]).toEqual(['storeroom', 'database', 'MIT']);
  // The system knows the types of SQLite files; a second definition would fight with the first.
  expect(installed.filter((path) => path.startsWith('/usr/share/mime/'))).toEqual([]);
});
