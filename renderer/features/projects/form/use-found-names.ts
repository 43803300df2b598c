import { useLayoutEffect, useState } from 'react';
import type { ConnectionTest } from './use-connection-test.ts';

/** What a test found on the server. */
export interface FoundNames {
  readonly databases: readonly string[];
  readonly schemas: readonly string[];
}

/** What a server was found to have stays known while the form is open. */
export function useFoundNames(test: ConnectionTest): FoundNames {
  const [known, setKnown] = useState<FoundNames>({ databases: [], schemas: [] });
  useLayoutEffect(() => {
    if (test.kind !== 'done') return;
    for (const result of test.results) {
      if (result.kind === 'worked' && result.part === 'database')
        setKnown({ databases: result.databases, schemas: result.schemas });
    }
  }, [test]);
  return known;
}
