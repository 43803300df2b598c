import { createHash } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { inRepository } from './repository.ts';

interface LockEntry {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

interface Package {
  readonly name: string;
  readonly path: string;
  readonly version: string;
  readonly license: string;
}

const noticesFile = 'THIRD-PARTY-NOTICES.md';
const listFile = 'docs/dependencies.md';

const permissive = new Set([
  ...['MIT', 'ISC', '0BSD', 'BSD-2-Clause', 'BSD-3-Clause', 'Apache-2.0', 'BlueOak-1.0.0', 'Unlicense'],
  'Apache-2.0 AND MIT',
]);

/** Licences that are not permissive, and why each is taken all the same. */
const exceptions: readonly { readonly name: RegExp; readonly license: RegExp; readonly ships: boolean }[] = [
  // libvips: linked dynamically and replaceable, as the LGPL asks.
  { name: /^@img\/sharp-/, license: /^(Apache-2\.0 AND )?LGPL-3\.0-or-later( AND MIT)?$/, ships: true },
  // Fonts may be bundled with software; only selling them alone is not allowed.
  { name: /^@fontsource-variable\/(inter|jetbrains-mono)$/, license: /^OFL-1\.1$/, ships: true },
  { name: /^(axe-core|lightningcss(-.+)?)$/, license: /^MPL-2\.0$/, ships: false },
  // Parts of electron-builder, which makes the application and is not in it.
  { name: /^argparse$/, license: /^Python-2\.0$/, ships: false },
  { name: /^truncate-utf8-bytes$/, license: /^WTFPL$/, ships: false },
];

async function lockedPackages(): Promise<readonly (Package & { ships: boolean; isForOnePlatform: boolean })[]> {
  // Written by npm; every entry but the root's has a version.
  const lock = JSON.parse(await readFile(inRepository('package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, LockEntry>>;
  };
  return Object.entries(lock.packages)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({
      name: path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length),
      path,
      version: entry.version,
      license: entry.license ?? 'not stated',
      ships: entry.dev !== true,
      isForOnePlatform: entry.os !== undefined || entry.cpu !== undefined,
    }));
}

/** Changes when a shipped package, its version or its licence does. */
function digestOf(packages: readonly Package[]): string {
  const text = packages.map(({ path, version, license }) => `${path} ${version} ${license}`).join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function isAllowed({ name, license, ships }: Package & { ships: boolean }): boolean {
  // Of several to choose from, one is enough.
  const choices = license.replace(/^\((.+)\)$/, '$1').split(' OR ');
  if (choices.some((choice) => permissive.has(choice))) return true;
  return exceptions.some((one) => one.name.test(name) && one.license.test(license) && (one.ships || !ships));
}

async function listedDependencies(): Promise<ReadonlySet<string>> {
  const page = await readFile(inRepository(listFile), 'utf8').catch(() => '');
  return new Set([...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = '']) => name));
}

/** What is wrong with licences, notices and the list of dependencies, one line each; empty when nothing is. */
export async function noticesProblems(): Promise<readonly string[]> {
  const packages = await lockedPackages();
  const problems = packages
    .filter((one) => !isAllowed(one))
    .map(
      ({ name, license }) => `${name} is under "${license}": allow it by name in scripts/notices.ts or leave it out`,
    );

  const notices = await readFile(inRepository(noticesFile), 'utf8').catch(() => '');
  if (!notices.includes(digestOf(packages.filter((one) => one.ships)))) {
    problems.push(`${noticesFile} is not that of the installed packages: run "node scripts/notices.ts"`);
  }
  // npm keeps to this form.
  const manifest = JSON.parse(await readFile(inRepository('package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
  };
  const named = new Set([...Object.keys(manifest.dependencies), ...Object.keys(manifest.devDependencies)]);
  const listed = await listedDependencies();
  for (const name of named) if (!listed.has(name)) problems.push(`${listFile} gives no reason for ${name}`);
  for (const name of listed)
    if (!named.has(name)) problems.push(`${listFile} names ${name}, which is not a dependency`);
  return problems;
}

async function licenseText(path: string): Promise<string> {
  const folder = inRepository(path);
  const names = await readdir(folder);
  const files = names.filter((name) => /^(licen[cs]e|copying|notice)([-.].*)?$/i.test(name)).sort();
  const texts = await Promise.all(files.map((name) => readFile(`${folder}/${name}`, 'utf8')));
  if (texts.length > 0) return texts.map((text) => text.replace(/\r\n/g, '\n').trim()).join('\n\n');
  const { author } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8')) as {
    author?: string | { name: string };
  };
  const holder = typeof author === 'string' ? author : author?.name;
  return `The package carries no licence text. Author: ${holder ?? 'not stated'}`;
}

/** The libraries inside sharp's prebuilt libvips, as its package lists them; the same on all platforms. */
async function libvipsLibraries(): Promise<string> {
  const scope = inRepository('node_modules/@img');
  const folder = (await readdir(scope)).find((name) => name.startsWith('sharp-libvips-'));
  if (folder === undefined) throw new Error('The notices need a platform with a libvips package (Linux or macOS)');
  const page = await readFile(`${scope}/${folder}/README.md`, 'utf8');
  const section = /## Licensing\s+([\s\S]*?)\nPlease report/.exec(page)?.[1];
  if (section === undefined) throw new Error(`${folder}/README.md has no section Licensing`);
  return section.trim();
}

async function noticesPage(): Promise<string> {
  const packages = (await lockedPackages()).filter((one) => one.ships);
  const common = packages.filter((one) => !one.isForOnePlatform && !/^@img\/sharp-|^@emnapi\//.test(one.name));
  const byText = new Map<string, Package[]>();
  for (const one of common) {
    const text = await licenseText(one.path);
    byText.set(text, [...(byText.get(text) ?? []), one]);
  }
  const sections = [...byText].map(([text, group]) => {
    const names = group.map(({ name, version, license }) => `${name} ${version} (${license})`);
    return `### ${[...new Set(names)].join(', ')}\n\n\`\`\`text\n${text}\n\`\`\`\n`;
  });
  return [
    '# Third-party notices',
    '',
    `<!-- Made by scripts/notices.ts from the packages of ${digestOf(packages)}; not written by hand. -->`,
    '',
    'Storeroom itself is under the MIT licence (LICENSE). It is installed together with the packages below.',
    '',
    '## Electron',
    '',
    'The desktop application also contains Electron (MIT) with Chromium and Node.js. Their notices lie beside the program,',
    'on macOS in its Resources folder: `LICENSE.electron.txt` and `LICENSES.chromium.html`.',
    '',
    '## libvips',
    '',
    'The packages `@img/sharp-*` hold sharp (Apache-2.0) and libvips with its libraries, built for one platform each.',
    'libvips is under LGPL-3.0-or-later; it is a library file of its own that is linked dynamically and can be replaced.',
    'Its source and build are at https://github.com/lovell/sharp-libvips.',
    '',
    await libvipsLibraries(),
    '',
    '## Packages',
    '',
    ...sections,
  ].join('\n');
}

if (import.meta.main) {
  await writeFile(inRepository(noticesFile), await noticesPage());
  console.log(`${noticesFile} written`);
  const problems = await noticesProblems();
  if (problems.length > 0) {
    console.log(problems.join('\n'));
    process.exitCode = 1;
  }
}
