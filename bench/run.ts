import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { keyspace } from './keyspace.ts';
import { postgresCatalogue } from './postgres-catalogue.ts';
import { postgresPages } from './postgres-pages.ts';
import { writeReport } from './report.ts';
import type { Benchmark, BenchmarkResult } from './result.ts';
import { saves } from './saves.ts';
import { scrolling } from './scrolling.ts';
import { sqliteBigValues } from './sqlite-big-values.ts';
import { sqlitePages } from './sqlite-pages.ts';
import { start } from './start.ts';
import { thumbnails } from './thumbnails.ts';

const all: readonly Benchmark[] = [
  sqlitePages,
  sqliteBigValues,
  postgresPages,
  postgresCatalogue,
  saves,
  scrolling,
  keyspace,
  thumbnails,
  start,
];
const reportPath = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url));
const build = fileURLToPath(new URL('../scripts/build.ts', import.meta.url));

/** `npm run bench` runs all and writes the report; `npm run bench -- keyspace` runs one and prints it. */
async function main(names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => all.every((benchmark) => benchmark.name !== name));
  if (unknown.length > 0) {
    process.stderr.write(`No benchmark ${unknown.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}\n`);
    process.exitCode = 2;
    return;
  }
  await promisify(execFile)(process.execPath, [build]);
  const results: BenchmarkResult[] = [];
  for (const benchmark of all) {
    if (names.length > 0 && !names.includes(benchmark.name)) continue;
    const note = (text: string) => void process.stderr.write(`${benchmark.name}: ${text}\n`);
    results.push(await benchmark.run(note));
  }
  const report = writeReport(results, new Date());
  process.stdout.write(report);
  // A part of the numbers must not stand beside older ones as if they were from one run.
  if (names.length === 0) await writeFile(reportPath, report);
}

await main(process.argv.slice(2));
