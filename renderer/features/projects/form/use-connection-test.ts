import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '../../../../shared/domain/app-error.ts';
import type { PartTest, ProjectSecretChanges, ProjectSettings } from '../../../../shared/domain/project-settings.ts';
import { toAppError, useClient } from '../../../host/index.ts';

export type ConnectionTest =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly parts: readonly PartTest['part'][]; readonly startedAt: number }
  | { readonly kind: 'done'; readonly results: readonly PartTest[] }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: AppError };

export interface TestRequest {
  readonly id: string | null;
  readonly settings: ProjectSettings;
  readonly secrets: ProjectSecretChanges;
}

/** Tries what stands in the form; one test at a time. */
export function useConnectionTest(): {
  readonly test: ConnectionTest;
  /** @returns what was found; `null` when it was given up or failed altogether */
  run(request: TestRequest): Promise<readonly PartTest[] | null>;
  cancel(): void;
  clear(): void;
} {
  const client = useClient();
  const [test, setTest] = useState<ConnectionTest>({ kind: 'none' });
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);

  const run = useCallback(
    async ({ id, settings, secrets }: TestRequest): Promise<readonly PartTest[] | null> => {
      running.current?.abort();
      const abort = new AbortController();
      running.current = abort;
      setTest({ kind: 'running', parts: partsOf(settings), startedAt: performance.now() });
      try {
        const results = await client.projects.connection.start({ id, settings, secrets }, { signal: abort.signal });
        if (running.current !== abort) return null;
        setTest({ kind: 'done', results });
        return results;
      } catch (error) {
        if (running.current !== abort) return null;
        setTest(abort.signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', error: toAppError(error) });
        return null;
      }
    },
    [client],
  );

  return {
    test,
    run,
    cancel: useCallback(() => running.current?.abort(), []),
    clear: useCallback(() => {
      running.current?.abort();
      running.current = null;
      setTest({ kind: 'none' });
    }, []),
  };
}

function partsOf({ database, filesRoot, redisUrl }: ProjectSettings): readonly PartTest['part'][] {
  return [
    ...(database === null ? [] : (['database'] as const)),
    ...(filesRoot === null ? [] : (['files'] as const)),
    ...(redisUrl === null ? [] : (['redis'] as const)),
  ];
}
