import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Logger } from 'pino';

const stallMs = 50;
const resolutionMs = 20;
const lookEveryMs = 1000;

/**
 * Logs each second in which the event loop stood still for over 50 ms, with the calls that ran then.
 * @returns a function that ends the watch.
 */
export function watchEventLoop(log: Logger, runningCalls: () => readonly string[]): () => void {
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  let usage = process.threadCpuUsage();
  const timer = setInterval(() => {
    // The histogram counts from timer to timer, so its own resolution is part of every value.
    const longestMs = delays.max / 1e6 - resolutionMs;
    delays.reset();
    const { user, system } = process.threadCpuUsage(usage);
    usage = process.threadCpuUsage();
    if (longestMs <= stallMs) return;
    // Little work of our own in that second means that the machine was busy with something else, or the disk was slow.
    const workedMs = Math.round((user + system) / 1000);
    log.warn({ stalledMs: Math.round(longestMs), workedMs, calls: runningCalls() }, 'event loop stalled');
  }, lookEveryMs).unref();
  return () => {
    clearInterval(timer);
    delays.disable();
  };
}
