import { basename } from 'node:path';
import type { MessagePort } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { findProblems } from '../describe-changes/find-problems.ts';
import { summariseImpact } from '../impact/summarise.ts';
import type {
  FileVersion,
  SqliteTasks,
  TaskKind,
  TaskMessage,
  WireError,
  WorkerInput,
  WorkerMessage,
} from '../protocol.ts';
import { TaskAborted } from './live.ts';
import { openDatabase, openError } from './open-database.ts';
import { readBase } from './read-base.ts';
import { readCatalog } from './read-catalog.ts';
import { readTable } from './read-table.ts';
import { createReader, type Reader } from './reader.ts';
import { DamagedFile, ReadableAsCopy, Refusal } from './refusal.ts';
import { explain, rankRows, runQuery, sampleRows, seekRow, walkRows } from './scan-tasks.ts';
import { createValueStore } from './value-store.ts';
import { readWindows } from './window.ts';

/** How long a task waits for another program's lock. */
const lockedForMs = 5000;
const lockPauseMs = 25;

type Handlers = { readonly [Kind in TaskKind]: (input: SqliteTasks[Kind]['input']) => SqliteTasks[Kind]['output'] };

/** Serves one connection: tasks come over `port` and are done one after the other. */
export function runSqliteWorker(port: MessagePort, input: WorkerInput): void {
  const post = (message: WorkerMessage, moved: readonly ArrayBuffer[] = []) => port.postMessage(message, moved);
  let reader: Reader;
  try {
    const opened = openDatabase(input);
    reader = createReader(opened.database, { ...input, encoding: opened.opened.encoding });
    post({ kind: 'ready', opened: opened.opened });
  } catch (error) {
    post({ kind: 'failed', error: wireError(error, input.path) });
    port.close();
    return;
  }
  const values = createValueStore(reader);
  const handlers: Handlers = {
    catalog: () => readCatalog(reader),
    table: (table) => readTable(reader, table),
    window: (window) => readWindows(reader, window),
    seek: (seek) => seekRow(reader, seek),
    sample: (sample) => sampleRows(reader, sample),
    rank: (rank) => rankRows(reader, rank),
    walk: (walk) => walkRows(reader, walk),
    query: (query) => runQuery(reader, query),
    explain: (sql) => explain(reader, sql),
    probeChanges: (changes) => findProblems(reader, changes),
    impact: (impact) => summariseImpact(reader, impact),
    base: (sql) => readBase(reader, sql),
    openValue: values.open,
    readValue: values.read,
    closeValue: values.close,
  };
  // Looked at with each task, never before the first: another program may hold its lock while the thread starts.
  let lastSchema: bigint | null = null;
  port.on('message', (task: TaskMessage | 'close') => {
    if (task === 'close') {
      reader.database.close();
      port.close();
      return;
    }
    const started = performance.now();
    try {
      reader.live.begin(task.id);
      // The pool pairs each kind with its own input.
      const run = handlers[task.kind] as (given: unknown) => unknown;
      const output = waitingForLocks(reader, () => run(task.input));
      // A task that ended because its time was over is done all the same: what is left is not part of that time.
      reader.live.begin(task.id);
      const version = waitingForLocks(reader, () => readVersion(reader));
      if (lastSchema !== null && version.schema !== lastSchema) reader.schemaChanged();
      lastSchema = version.schema;
      // A whole order is megabytes: it is handed over, not copied.
      const moved = output instanceof BigInt64Array && output.buffer instanceof ArrayBuffer ? [output.buffer] : [];
      post({ kind: 'done', id: task.id, output, tookMs: performance.now() - started, version }, moved);
    } catch (error) {
      post({ kind: 'error', id: task.id, error: wireError(error, input.path) });
    }
  });
}

function readVersion(reader: Reader): FileVersion {
  const [data, schema] = reader.prepare('SELECT * FROM pragma_data_version, pragma_schema_version').get() ?? [];
  return { data: typeof data === 'bigint' ? data : 0n, schema: typeof schema === 'bigint' ? schema : 0n };
}

function waitingForLocks<Result>(reader: Reader, work: () => Result): Result {
  const giveUpAt = performance.now() + lockedForMs;
  for (;;) {
    try {
      reader.live.check();
      return work();
    } catch (error) {
      const isLocked = error instanceof Database.SqliteError && /^SQLITE_(?:BUSY|LOCKED)/.test(error.code);
      if (!isLocked || performance.now() > giveUpAt) throw error;
      reader.live.sleep(lockPauseMs);
    }
  }
}

function wireError(given: unknown, path: string): WireError {
  const error = given instanceof Database.SqliteError ? taskError(given, path) : given;
  if (error instanceof TaskAborted) return { code: 'aborted', message: 'The read was given up', detail: {}, stack: '' };
  if (error instanceof Refusal)
    return {
      code: error.code,
      message: error.message,
      detail: error.detail,
      stack: error.stack ?? '',
      isDamage: error instanceof DamagedFile,
      isReadableAsCopy: error instanceof ReadableAsCopy,
    };
  if (error instanceof Error) return { code: null, message: error.message, detail: {}, stack: error.stack ?? '' };
  return { code: null, message: String(error), detail: {}, stack: '' };
}

function taskError(error: InstanceType<typeof Database.SqliteError>, path: string): unknown {
  const missing = /^(?:no such|unknown) (module|collation sequence|function): (.*?)(?:\(\))?$/.exec(error.message);
  if (missing) {
    return new Refusal(
      'unsupported',
      `${basename(path)} uses the ${missing[1]} “${missing[2]}”, which is not part of SQLite`,
      {
        subject: missing[2] ?? '',
        advice: 'It can be read only by the program that brings it along.',
      },
      { cause: error },
    );
  }
  if (/^no such (table|column)/.test(error.message) || error.code === 'SQLITE_SCHEMA') {
    return new Refusal(
      'conflict',
      `The tables of ${basename(path)} were changed: ${error.message}`,
      { advice: 'Refresh to read them again.' },
      { cause: error },
    );
  }
  return openError(error, path);
}
