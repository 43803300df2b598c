import { AppError } from '../../../../shared/domain/app-error.ts';
import type { PartTest } from '../../../../shared/domain/project-settings.ts';
import type { Operation } from '../../storage/connector.ts';

/** What a test that worked found out. */
export interface Found {
  readonly version: string;
  readonly notes: readonly string[];
  readonly databases?: readonly string[];
  readonly schemas?: readonly string[];
  /** Time of the part's own work; else all of it counts. */
  readonly tookMs?: number;
}

/** No test of a part takes longer. */
const limitMs = 15_000;

/**
 * Runs a test within its time. What a person can do something about becomes an answer; `detail.subject` of an error is the
 * field to look at.
 * @throws AppError `aborted`
 */
export async function runTest(
  part: PartTest['part'],
  test: (op: Operation) => Promise<Found>,
  op: Operation,
): Promise<PartTest> {
  const since = performance.now();
  const limit = AbortSignal.timeout(limitMs);
  const signal = AbortSignal.any([op.signal, limit]);
  try {
    const found = await beforeAbort(test({ signal }), signal);
    return {
      kind: 'worked',
      part,
      version: found.version,
      tookMs: found.tookMs ?? performance.now() - since,
      notes: [...found.notes],
      databases: [...(found.databases ?? [])],
      schemas: [...(found.schemas ?? [])],
    };
  } catch (error) {
    if (op.signal.aborted) throw new AppError('aborted', 'Aborted', {}, { cause: error });
    const failed = (message: string, advice: string, field: string | null): PartTest => {
      return { kind: 'failed', part, message, advice, field, tookMs: performance.now() - since };
    };
    if (limit.aborted) {
      const field = { database: 'host', files: 'filesRoot', redis: 'redisUrl' }[part];
      return failed(
        `No answer within ${limitMs / 1000} seconds`,
        'Check the address, and the network in between.',
        field,
      );
    }
    if (!(error instanceof AppError) || error.code === 'internal') throw error;
    return failed(error.message, error.detail.advice ?? '', error.detail.subject ?? null);
  }
}

/** Not everything that waits minds a signal. What comes too late is nobody's answer. */
function beforeAbort<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const give = () => reject(new AppError('aborted', 'Aborted'));
    if (signal.aborted) give();
    signal.addEventListener('abort', give, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', give));
  });
}
