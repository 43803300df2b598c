import { types } from 'node:util';
import type { ContextBridge } from 'electron';
import { ElectronRule } from './rule.ts';

const source =
  'api/context-bridge: "Parameter / Error / Return Type support": functions are proxied, everything else is copied or refused';

/** Values of the page's world, by the name they were exposed under. */
export type MainWorld = Record<string, unknown>;

export class FakeContextBridge implements Pick<ContextBridge, 'exposeInMainWorld'> {
  readonly #world: MainWorld;

  constructor(world: MainWorld) {
    this.#world = world;
  }

  exposeInMainWorld(key: string, api: unknown): void {
    if (key in this.#world) {
      throw new ElectronRule('Cannot bind an API on top of an existing property on the window object', source);
    }
    this.#world[key] = acrossBridge(api);
  }
}

/** What arrives on the other side: nothing is shared, prototypes are lost, functions become proxies of themselves. */
function acrossBridge(value: unknown): unknown {
  if (typeof value === 'function') {
    return (...given: unknown[]) => {
      const answer: unknown = Reflect.apply(value, undefined, given.map(acrossBridge));
      return types.isPromise(answer) ? answer.then(acrossBridge, rethrowAcross) : acrossBridge(answer);
    };
  }
  if (typeof value === 'symbol') throw new ElectronRule('An object could not be cloned.', source);
  if (typeof value !== 'object' || value === null) return value;
  // Objects of the window that have a form on both sides.
  if (value instanceof Blob) return value;
  if (Array.isArray(value)) return value.map(acrossBridge);
  const name = Object.prototype.toString.call(value).slice(8, -1);
  if (name === 'Object') {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, acrossBridge(member)]));
  }
  if (name === 'MessagePort') throw new ElectronRule('An object could not be cloned.', source);
  try {
    return structuredClone(value);
  } catch {
    throw new ElectronRule('An object could not be cloned.', source);
  }
}

function rethrowAcross(error: unknown): never {
  // Only the message of an error crosses.
  throw new Error(
    typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : String(error),
  );
}
