import { join } from 'node:path';
import { type TestEnvironment, testEnvironment } from './environment.ts';
import { makeTemporaryDirectory } from './temporary-directory.ts';

/** A host environment in a folder of one test; both go together. */
export interface TestPlace extends AsyncDisposable {
  readonly environment: TestEnvironment;
  /** Holds the data folder as `data`, and whatever the test puts there. */
  readonly directory: string;
}

/** For tests that share their set-up: dispose it when the test is over. */
export async function makeTestPlace(): Promise<TestPlace> {
  const { path, remove } = await makeTemporaryDirectory();
  return { environment: testEnvironment(join(path, 'data')), directory: path, [Symbol.asyncDispose]: remove };
}
