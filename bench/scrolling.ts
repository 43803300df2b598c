import { chromium, type Page } from 'playwright-core';
import { findChromium } from '../electron/host/services/chromium.ts';
import { bigTable } from '../test/support/big-table.ts';
import { percentile } from './measure.ts';
import { atLeast, type Benchmark, type Measured } from './result.ts';
import { startApp } from './running-app.ts';
import { scratchDirectory } from './scratch.ts';

const rows = 2_000_000;
const watchMs = 3000;
const rounds = 4;
/** CSS pixels of one step of a mouse wheel. */
const notch = 120;

interface Frames {
  readonly perSecond: number;
  /** The 95th of the times from one frame to the next, in ms. */
  readonly p95: number;
  readonly longest: number;
}

/** Frames of the window while its grid is scrolled, against the same browser with an empty page. */
export const scrolling: Benchmark = {
  name: 'scrolling',
  run: async (note) => {
    const executablePath = await findChromium();
    if (executablePath === null) throw new Error('No Chromium on this machine; CHROMIUM_PATH names one');
    const path = await bigTable(rows);
    await using scratch = await scratchDirectory();
    await using app = await startApp(scratch.path, path);
    const browser = await chromium.launch({ executablePath, args: browserParameters });
    try {
      const viewport = { width: 1440, height: 900 };
      const empty = await browser.newPage({ viewport });
      await empty.setContent('<p>Nothing moves here.</p>');
      const page = await browser.newPage({ viewport });
      await page.goto(`${app.origin}/#token=${app.token}`);
      const grid = page.getByRole('grid');
      await grid.getByRole('gridcell').first().waitFor();
      await grid.hover();
      const gaps = { idle: [] as number[], wheel: [] as number[], fling: [] as number[] };
      for (let round = 1; round <= rounds; round += 1) {
        note(`round ${round} of ${rounds}`);
        gaps.idle.push(...(await gapsWhile(empty, () => empty.waitForTimeout(watchMs))));
        gaps.wheel.push(...(await gapsWhile(page, () => turnWheel(page, notch))));
        gaps.fling.push(...(await gapsWhile(page, () => turnWheel(page, 20 * notch))));
      }
      const idle = framesOf(gaps.idle);
      return {
        title: 'Frames while scrolling',
        method: `A table of ${rows.toLocaleString('en')} rows at 1440 × 900 in headless Chromium without a GPU; frames counted in the page by requestAnimationFrame while wheel events arrive 30 times a second. Reference: an empty page of the same browser. ${rounds} rounds of ${watchMs / 1000} s each, in turns, all frames together.`,
        lines: [
          line('wheel, a notch at a time', framesOf(gaps.wheel), idle),
          line('wheel, 20 notches at a time', framesOf(gaps.fling), idle),
        ],
      };
    } finally {
      await browser.close();
    }
  },
};

/** Without a display, a GPU and calls home. */
export const browserParameters = [
  '--headless=new',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--no-first-run',
  // Chromium has no sandbox for root.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

function line(name: string, frames: Frames, idle: Frames): Measured {
  const text = ({ perSecond, p95, longest }: Frames) =>
    `${perSecond.toFixed(1)} frames/s (p95 ${p95.toFixed(1)} ms, longest ${longest.toFixed(0)} ms)`;
  const ratio = frames.perSecond / idle.perSecond;
  return { name, ours: text(frames), reference: text(idle), ratio, goal: atLeast(ratio, 0.9) };
}

async function turnWheel(page: Page, delta: number): Promise<void> {
  const until = performance.now() + watchMs;
  while (performance.now() < until) {
    await page.mouse.wheel(0, delta);
    await page.waitForTimeout(1000 / 30);
  }
}

function framesOf(gaps: readonly number[]): Frames {
  const seconds = gaps.reduce((sum, gap) => sum + gap, 0) / 1000;
  return { perSecond: gaps.length / seconds, p95: percentile(gaps, 0.95), longest: Math.max(...gaps) };
}

/** @returns the times from one frame to the next, in ms. */
async function gapsWhile(page: Page, work: () => Promise<void>): Promise<number[]> {
  // A page in the background gets no frames.
  await page.bringToFront();
  await page.evaluate(() => {
    const times: number[] = [];
    let isOver = false;
    // Read and ended below, by its name.
    Object.assign(globalThis, { watchedFrames: { times, end: () => (isOver = true) } });
    const frame = (at: number) => {
      times.push(at);
      if (!isOver) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  await work();
  const times = await page.evaluate(() => {
    // Put there above.
    const { watchedFrames } = globalThis as unknown as { watchedFrames: { times: number[]; end(): void } };
    watchedFrames.end();
    return watchedFrames.times;
  });
  return times.slice(1).map((time, index) => time - (times[index] ?? time));
}
