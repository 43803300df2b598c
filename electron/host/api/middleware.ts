import { mapEventIterator } from '@orpc/client';
import { api } from './context.ts';
import { toWireError } from './error-mapping.ts';
import { beginCall } from './running-calls.ts';

const slowCallMs = 40;

function isEventStream(output: unknown): output is AsyncIterator<unknown, unknown, void> {
  return typeof output === 'object' && output !== null && Symbol.asyncIterator in output && 'next' in output;
}

/** The one place where errors become what the other end may know; also for streams that fail later. */
export const mapErrors = api.middleware(async ({ context, next, path, signal }) => {
  const call = { name: path.join('.'), signal, log: context.log };
  try {
    const result = await next();
    if (!isEventStream(result.output)) return result;
    const output = mapEventIterator(result.output, {
      value: (value) => Promise.resolve(value),
      error: (error) => Promise.resolve(toWireError(error, call)),
    });
    return { ...result, output };
  } catch (error) {
    throw toWireError(error, call);
  }
});

/** Groups of `projects` that are about projects which need not be open. */
const aboutAnyProject: ReadonlySet<string | undefined> = new Set(['known', 'open', 'settings', 'connection', 'vault']);

function needsOpenProjects([group, part]: readonly string[]): boolean {
  if (group === 'projects') return !aboutAnyProject.has(part);
  return group !== 'settings' && group !== 'jobs';
}

/** Calls about a project wait for the one that is being opened; the window's own settings do not. */
export const waitForProjects = api.middleware(async ({ context, next, path }) => {
  if (needsOpenProjects(path)) await context.projects.settled();
  return next();
});

/** Logs each call over 40 ms by its name, and knows what runs while the event loop stands still. */
export const logSlowCalls = api.middleware(async ({ context, next, path }) => {
  const name = path.join('.');
  const endCall = beginCall(name);
  try {
    return await next();
  } finally {
    const tookMs = endCall();
    if (tookMs > slowCallMs) context.log.info({ call: name, tookMs: Math.round(tookMs) }, 'slow call');
  }
});
