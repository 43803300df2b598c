import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { createFakeElectron } from './fake-electron/fake-electron.ts';
import { installFakeElectron } from './fake-electron/install.ts';
import { makeMachine } from './fake-electron/machine.ts';

// A process of its own: runs the entry of the application with the fake in the place of Electron, as
// `node run-entry.ts ENTRY DIRECTORY [arguments of the application]`, until it would end or SIGTERM ends it.
const [, , entry = '', directory = '', ...given] = process.argv;

const fake = createFakeElectron(makeMachine(directory));
installFakeElectron(fake);
process.argv = ['storeroom', ...given];
process.chdir(directory);
await fake.app.run(async () => {
  await import(pathToFileURL(entry).href);
});
void fake.app.exited.then((code) => process.exit(code));
while (fake.windows().length === 0 || fake.window().webContents.page === null) await delay(10);
process.stdout.write(`page: ${Object.keys(fake.window().webContents.page?.world ?? {}).join()}\n`);
