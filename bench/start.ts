import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../electron/host/services/chromium.ts';
import { median, sampleOf, timed } from './measure.ts';
import { type Benchmark, milliseconds, sampleText } from './result.ts';
import { startApp } from './running-app.ts';
import { scratchDirectory } from './scratch.ts';
import { browserParameters } from './scrolling.ts';

const rounds = 7;
const restMs = 8000;

/** From the command to the first rows on the screen, and the memory of a window that nobody touches. */
export const start: Benchmark = {
  name: 'start',
  run: async (note) => {
    const executablePath = await findChromium();
    if (executablePath === null) throw new Error('No Chromium on this machine; CHROMIUM_PATH names one');
    await using scratch = await scratchDirectory();
    const dataDirectory = join(scratch.path, 'data');
    const browser = await chromium.launch({ executablePath, args: browserParameters });
    try {
      note('first start: the demo is made or copied');
      const first = await startToGrid(browser, dataDirectory, 60_000);
      const servers: number[] = [];
      const grids: number[] = [];
      const bares: number[] = [];
      for (let round = 0; round < rounds; round += 1) {
        note(`start ${round + 1} of ${rounds}`);
        const times = await startToGrid(browser, dataDirectory, 0);
        servers.push(times.serverMs);
        grids.push(times.gridMs);
        bares.push(await timed(bareNode));
      }
      note('memory at rest');
      const memory = await memoryAtRest(browser, dataDirectory);
      const [server, grid, bare] = [sampleOf(servers), sampleOf(grids), sampleOf(bares)];
      return {
        title: 'Start and rest',
        method: `The built browser form over the demo project, in headless Chromium that runs already. Started ${rounds} times; the first grid is the first cell with a value on the screen. Reference: a Node process that does nothing. Memory: the resident set of the host process and of its Redis and helpers, ${restMs / 1000} s after the first grid.`,
        lines: [
          {
            name: 'start to first grid, first time with a new data folder',
            ours: milliseconds(first.gridMs),
            reference: '',
            ratio: null,
            goal: null,
          },
          {
            name: 'start to address printed',
            ours: sampleText(server),
            reference: sampleText(bare),
            ratio: server.median / bare.median,
            goal: null,
          },
          {
            name: 'start to first grid',
            ours: sampleText(grid),
            reference: sampleText(bare),
            ratio: grid.median / bare.median,
            goal: { text: '≤ 5 s', isMet: grid.median <= 5000 },
          },
          {
            name: 'host process at rest',
            ours: megabytes(memory.host),
            reference: `${megabytes(memory.bare)}, bare Node`,
            ratio: memory.host / memory.bare,
            goal: null,
          },
          {
            name: 'all processes at rest',
            ours: `${megabytes(memory.all)} in ${memory.processes} processes`,
            reference: '',
            ratio: null,
            goal: null,
          },
        ],
      };
    } finally {
      await browser.close();
    }
  },
};

interface StartTimes {
  readonly serverMs: number;
  readonly gridMs: number;
}

/** @param seedMs how long to wait for images and keys afterwards, so that later starts find them made. */
async function startToGrid(browser: Browser, dataDirectory: string, seedMs: number): Promise<StartTimes> {
  const begun = performance.now();
  await using app = await startApp(dataDirectory, null);
  const serverMs = performance.now() - begun;
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.goto(`${app.origin}/#token=${app.token}`);
    await page.getByRole('grid').getByRole('gridcell').first().waitFor();
    const gridMs = performance.now() - begun;
    await page.waitForTimeout(seedMs);
    return { serverMs, gridMs };
  } finally {
    await page.close();
  }
}

async function bareNode(): Promise<void> {
  await once(spawn(process.execPath, ['-e', ''], { stdio: 'ignore' }), 'exit');
}

async function memoryAtRest(browser: Browser, dataDirectory: string) {
  await using app = await startApp(dataDirectory, null);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.goto(`${app.origin}/#token=${app.token}`);
    await page.getByRole('grid').getByRole('gridcell').first().waitFor();
    await page.waitForTimeout(restMs);
    const family = await processFamily(app.processId);
    const sizes = await Promise.all(family.map(residentBytes));
    const idle = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    const bares: number[] = [];
    try {
      for (let look = 0; look < 3; look += 1) {
        await page.waitForTimeout(300);
        bares.push(await residentBytes(idle.pid ?? 0));
      }
    } finally {
      idle.kill();
    }
    return {
      host: sizes[0] ?? 0,
      all: sizes.reduce((sum, size) => sum + size, 0),
      processes: family.length,
      bare: median(bares),
    };
  } finally {
    await page.close();
  }
}

/** A process and all that it started, itself first. From `/proc`: this part of the report is made on Linux. */
async function processFamily(root: number): Promise<number[]> {
  const parents = new Map<number, number>();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // A process may end while it is looked at.
    const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '');
    parents.set(Number(name), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0));
  }
  const family = [root];
  for (const member of family) {
    for (const [child, parent] of parents) if (parent === member) family.push(child);
  }
  return family;
}

async function residentBytes(processId: number): Promise<number> {
  const status = await readFile(`/proc/${processId}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(0)} MB`;
}
