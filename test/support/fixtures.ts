import { cp, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'vitest';

/** Data that other systems wrote; it lies beside the checkout, not in it. */
const directory = process.env.STOREROOM_FIXTURES ?? fileURLToPath(new URL('../../../shared/fixtures', import.meta.url));

/**
 * The path of a fixture to read from. Where the fixtures are not on the machine the test is skipped and says so.
 *
 * @param relative such as `tent/tent.db`
 */
export async function fixture(context: TestContext, relative: string): Promise<string> {
  const path = join(directory, relative);
  const exists = await stat(path).then(
    () => true,
    () => false,
  );
  if (!exists) context.skip(`${relative} is not among the fixtures; STOREROOM_FIXTURES names their folder`);
  return path;
}

/** A copy that the test may change. Folders come with their hidden files. */
export async function copyFixture(context: TestContext, relative: string, target: string): Promise<string> {
  await cp(await fixture(context, relative), target, { recursive: true });
  return target;
}
