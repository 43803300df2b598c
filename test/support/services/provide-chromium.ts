import { findChromium } from '../../../electron/host/services/chromium.ts';
import { findProgram, programFolders } from '../../../electron/host/services/find-program.ts';
import { runProgram } from '../../../electron/host/services/run-program.ts';

/** For characters of the demo project that Latin fonts lack; without them screenshots show boxes. */
const fontPackages = ['fonts-noto-cjk', 'fonts-noto-color-emoji', 'fonts-deva'];

function canInstall(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0;
}

async function aptInstall(packages: readonly string[]): Promise<void> {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' };
  const program = { signal: AbortSignal.timeout(600_000), environment };
  await runProgram('apt-get', ['update'], program);
  await runProgram('apt-get', ['install', '--yes', '--no-install-recommends', ...packages], program);
}

/** Their absence changes pictures, not results: a failure is told and the tests go on. */
async function provideFonts(): Promise<void> {
  if (!canInstall()) return;
  try {
    const japanese = await runProgram('fc-list', [':lang=ja', 'file'], { signal: AbortSignal.timeout(10_000) });
    if (japanese.trim() === '') await aptInstall(fontPackages);
  } catch (error) {
    process.stderr.write(`Fonts for CJK and emoji are not installed: ${error}\n`);
  }
}

/**
 * A browser for tests: `CHROMIUM_PATH`, one of the machine, else the distribution's package where this user may install
 * it.
 *
 * @throws Error that says what to install.
 */
export async function provideChromium(): Promise<string> {
  const found = await findChromium();
  if (found !== null) {
    await provideFonts();
    return found;
  }
  const advice = 'Install Chromium or Chrome, or set CHROMIUM_PATH to a browser of that family';
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new Error(`No Chromium on this machine. ${advice}`);
  try {
    await aptInstall(['chromium']);
    await provideFonts();
  } catch (error) {
    throw new Error(`No Chromium on this machine, and its package could not be installed. ${advice}`, { cause: error });
  }
  const installed = await findChromium();
  if (installed === null) throw new Error(`The package chromium was installed but has no program. ${advice}`);
  return installed;
}

const headlessPrograms = ['chromium-headless-shell', 'chrome-headless-shell'];

/**
 * The same engine without the windows around a page, of which each new profile of the whole browser builds one, unseen,
 * at half the cost of opening ours: `CHROMIUM_PATH`, a headless shell of the machine, else the distribution's package
 * where this user may install it. Where there is none, the whole browser.
 *
 * @throws Error that says what to install.
 */
export async function provideHeadlessChromium(): Promise<string> {
  if (process.env.CHROMIUM_PATH) return provideChromium();
  const find = () => findProgram(headlessPrograms, programFolders(process.env.PATH));
  const found = await find();
  if (found === null && canInstall()) {
    await aptInstall(['chromium-headless-shell']).catch((error: unknown) => {
      process.stderr.write(`The headless shell is not installed, the whole browser serves as well: ${error}\n`);
    });
  }
  const program = found ?? (await find());
  if (program === null) return provideChromium();
  await provideFonts();
  return program;
}
