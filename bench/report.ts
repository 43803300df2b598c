import { cpus, release, totalmem, type } from 'node:os';
import type { BenchmarkResult, Measured } from './result.ts';

function machine(): string {
  const [first] = cpus();
  const memory = (totalmem() / 1024 ** 3).toFixed(0);
  return `${cpus().length} × ${first?.model.trim() ?? 'unknown processor'}, ${memory} GiB, ${type()} ${release()}, Node ${process.versions.node}`;
}

function row({ name, ours, reference, ratio, goal }: Measured): string {
  const mark = goal === null ? '' : `${goal.text} ${goal.isMet ? '✓' : '✗'}`;
  return `| ${name} | ${ours} | ${reference} | ${ratio === null ? '' : ratio.toFixed(2)} | ${mark} |`;
}

/** The report as Markdown; what failed is in it too. */
export function writeReport(results: readonly BenchmarkResult[], at: Date): string {
  const sections = results.map(({ title, method, lines }) =>
    [
      `## ${title}`,
      '',
      method,
      '',
      '| | Storeroom | reference | ratio | goal |',
      '|---|---|---|---|---|',
      ...lines.map(row),
    ].join('\n'),
  );
  return `# Benchmarks

Made by \`npm run bench\` on ${at.toISOString().slice(0, 10)}, all numbers in one run: ${machine()}. Absolute times
belong to that machine and what else it did; the ratios are what can be compared, because both sides were measured in
turns.

${sections.join('\n\n')}
`;
}
