import { registerHooks } from 'node:module';
import type { FakeElectron } from './fake-electron.ts';

const url = 'fake:electron';
const place = Symbol.for('storeroom.fake-electron');

/** From now on `import … from 'electron'` gives the fake, to sources and to the built application alike. */
export function installFakeElectron({ parts }: Pick<FakeElectron, 'parts'>): void {
  Object.defineProperty(globalThis, place, { value: parts, configurable: true });
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' ? { url, format: 'module', shortCircuit: true } : next(specifier, context),
    load: (address, context, next) =>
      address === url
        ? { format: 'module', shortCircuit: true, source: sourceOf(Object.keys(parts)) }
        : next(address, context),
  });
}

function sourceOf(names: readonly string[]): string {
  return [
    `const parts = globalThis[Symbol.for('storeroom.fake-electron')];`,
    `export default parts;`,
    ...names.map((name) => `export const ${name} = parts.${name};`),
  ].join('\n');
}
