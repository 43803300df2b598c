import type { Comparison, Sample } from './measure.ts';

/** One line of the report. */
export interface Measured {
  readonly name: string;
  /** With its unit, such as `1.2 ms (p95 2.0)`. */
  readonly ours: string;
  /** What it is held against; empty where there is nothing. */
  readonly reference: string;
  /** `null` where only the value itself counts. */
  readonly ratio: number | null;
  /** What the ratio, or the value, is meant to be; `null` where none was set. */
  readonly goal: { readonly text: string; readonly isMet: boolean } | null;
}

export interface BenchmarkResult {
  readonly title: string;
  /** What was measured and how, in a few sentences. */
  readonly method: string;
  readonly lines: readonly Measured[];
}

/** Says on the terminal what is going on. */
export type Note = (text: string) => void;

export interface Benchmark {
  readonly name: string;
  run(note: Note): Promise<BenchmarkResult>;
}

export function milliseconds(value: number): string {
  return value >= 100 ? `${value.toFixed(0)} ms` : value >= 10 ? `${value.toFixed(1)} ms` : `${value.toFixed(2)} ms`;
}

/** The median and, beside it, how bad it gets. */
export function sampleText({ median, p95 }: Sample): string {
  return `${milliseconds(median)} (p95 ${milliseconds(p95)})`;
}

/** @param goal the most the ratio may be; `null` where none was set */
export function compared(name: string, { ours, reference, ratio }: Comparison, goal: number | null): Measured {
  return {
    name,
    ours: sampleText(ours),
    reference: sampleText(reference),
    ratio,
    goal: goal === null ? null : atMost(ratio, goal),
  };
}

export function atMost(value: number, limit: number): Measured['goal'] {
  return { text: `≤ ${limit}`, isMet: value <= limit };
}

export function atLeast(value: number, limit: number): Measured['goal'] {
  return { text: `≥ ${limit}`, isMet: value >= limit };
}
