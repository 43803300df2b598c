import { spawnSync } from 'node:child_process';
import { startVitest, type TestCase, type TestModule } from 'vitest/node';
import { staleParts } from './build.ts';
import { runChecks } from './check.ts';
import { inRepository, repository } from './repository.ts';

interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** `npm test -- electron/host/redis` runs the tests whose path holds one of these; without any, all. */
const filters = process.argv.slice(2);

const tally: Tally = { passed: 0, failed: 0, skipped: 0 };

/** `unit › shared/domain/cell.test.ts › keeps …`, as one can search for it. */
function nameOf(test: TestCase): string {
  return `${test.module.relativeModuleId} › ${test.fullName}`;
}

function countTest(test: TestCase): void {
  const result = test.result();
  switch (result.state) {
    case 'passed':
      tally.passed++;
      return;
    case 'failed':
      tally.failed++;
      return;
    case 'skipped':
      // A skip has to say why; one in silence is as bad as a failure.
      if (result.note === undefined) {
        tally.failed++;
        console.log(`Skipped without a reason: ${nameOf(test)}`);
      } else {
        tally.skipped++;
        console.log(`Skipped: ${nameOf(test)}: ${result.note}`);
      }
      return;
    case 'pending':
      tally.failed++;
      console.log(`Never finished: ${nameOf(test)}`);
  }
}

/** A file that failed without a failing test: it could not be loaded, or a hook of the whole file broke. */
function hasOwnFailure(module: TestModule): boolean {
  return module.state() === 'failed' && ![...module.children.allTests('failed')].length;
}

async function runTests(project: 'unit' | 'packaging' | 'e2e'): Promise<void> {
  const vitest = await startVitest('test', filters, {
    root: repository,
    project: [project],
    watch: false,
    passWithNoTests: filters.length > 0,
  });
  const modules = vitest.state.getTestModules();
  for (const module of modules) {
    for (const test of module.children.allTests()) countTest(test);
    if (hasOwnFailure(module)) tally.failed++;
  }
  // Errors outside any test, such as a rejection nobody caught; the reporter has printed them.
  tally.failed += vitest.state.getUnhandledErrors().length;
  if (modules.length === 0 && filters.length === 0) {
    console.log(`No tests of the project ${project} were found`);
    tally.failed++;
  }
  await vitest.close();
}

function build(): boolean {
  const { status } = spawnSync(process.execPath, [inRepository('scripts/build.ts')], { stdio: 'inherit' });
  return status === 0;
}

const results = await runChecks();
tally.failed += results.filter(({ problems }) => problems !== '').length;

const isBuilt = (await staleParts()).length === 0 || build();
if (!isBuilt) {
  console.log('The build failed, so nothing can be packed or tested end to end');
  tally.failed++;
}
await runTests('unit');
if (isBuilt) {
  await runTests('packaging');
  await runTests('e2e');
}

console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
// What a test left open must not keep the run from ending; the tests themselves are over.
process.exit(tally.failed === 0 ? 0 : 1);
