import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHost, type Host } from '../../electron/host/create-host.ts';
import { openHostLog } from '../../electron/host/log/host-log.ts';
import { nodeEnvironment } from '../../electron/server/node-environment.ts';
import { createReconnectingTransport } from '../../renderer/host/reconnecting-transport.ts';
import type { Transport } from '../../renderer/host/transport.ts';
import type { Contract } from '../../shared/contract/index.ts';
import type { WholeCell } from '../../shared/domain/cell.ts';
import type { ChangeSet } from '../../shared/domain/change-set.ts';
import { unpackRows } from '../../shared/domain/packed-cells.ts';
import type { TestDatabase } from '../support/postgres.ts';
import { rowsOf } from '../support/sqlite-session.ts';
import { makeTemporaryDirectory } from '../support/temporary-directory.ts';
import { type Carrier, electronPortCarrier, testToken, webSocketCarrier } from '../transport/carriers.ts';
import { expectShown, printable, same } from './compare-cells.ts';
import { corpusCell, corpusTables, makeCorpusDatabase } from './postgres-database.ts';
import { sqliteFamilies } from './sqlite/index.ts';
import { sqliteCell, sqliteCorpusSql } from './sqlite-database.ts';

interface Place {
  readonly storage: string;
  readonly model: string;
  /** In the order of their ids, which begin with 1. */
  readonly cells: readonly WholeCell[];
  /** Which of them the form can type: bytes that stand for a text are looked at only. */
  readonly canType: (at: number) => boolean;
}

const places: readonly Place[] = [
  ...corpusTables.map(({ model, type, values }) => ({
    storage: 'pg',
    model,
    cells: values.map(({ text }) => corpusCell(type, text)),
    canType: () => true,
  })),
  ...sqliteFamilies.map(({ name, values }) => ({
    storage: 'lite',
    model: name,
    cells: values.map(({ stored }) => sqliteCell(stored)),
    canType: (at: number) => !values[at]?.stored.startsWith('odd:'),
  })),
];

/** A project with both corpora, in a real host. */
async function openCorpusHost(): Promise<{ host: Host; project: string; close(): Promise<void> }> {
  const { path, remove } = await makeTemporaryDirectory();
  const database: TestDatabase = await makeCorpusDatabase();
  const folder = join(path, 'project');
  await mkdir(folder);
  const file = new Database(join(folder, 'corpus.db'));
  file.exec(sqliteCorpusSql());
  file.close();
  const storages = { pg: database.config, lite: { kind: 'sqlite', path: 'corpus.db' } };
  await writeFile(join(folder, 'storeroom.json'), JSON.stringify({ version: 1, name: 'Corpus', storages }));
  const hostLog = openHostLog(`${path}/logs`);
  const environment = nodeEnvironment({ dataDirectory: path, log: hostLog.log, version: '0.0.0-test' });
  const host = await createHost({
    environment,
    hostLog,
    token: testToken,
    form: 'browser',
    readOnly: false,
    cacheDirectory: `${path}/cache`,
  });
  const target = await host.examine(folder);
  if (target.kind !== 'project') throw new Error(`The folder is no project: ${JSON.stringify(target)}`);
  const project = await host.openProject(target);
  return {
    host,
    project,
    close: async () => {
      await host.close();
      await hostLog.flush();
      await database.drop();
      await remove();
    },
  };
}

let opened: Awaited<ReturnType<typeof openCorpusHost>>;
beforeAll(async () => {
  opened = await openCorpusHost();
}, 120_000);
afterAll(() => opened?.close());

describe.each([
  ['a port between page and main process', electronPortCarrier],
  ['a WebSocket', webSocketCarrier],
])('over %s', (_, openCarrier) => {
  let carrier: Carrier;
  let transport: Transport;
  let client: ContractRouterClient<Contract>;

  beforeAll(async () => {
    carrier = await openCarrier(opened.host.serve, opened.host.context);
    transport = createReconnectingTransport(() => carrier.connect());
    client = createORPCClient(transport.link);
  });
  afterAll(async () => {
    transport?.close();
    await carrier?.close();
  });

  it('the pages of the corpus, and each value whole, arrive as they are stored', async () => {
    for (const { storage, model, cells } of places) {
      const where = { project: opened.project, storage };
      const page = await client.rows.page({
        ...where,
        query: rowsOf(model),
        columns: ['id', 'v'],
        at: { kind: 'start' },
        limit: 200,
      });
      const rows = unpackRows(page.cells, 2);
      expect(rows.map(([id]) => id)).toEqual(cells.map((__, at) => BigInt(at + 1)));
      for (const [at, cell] of cells.entries()) {
        expectShown(rows[at]?.[1] ?? null, cell);
        const { cell: whole } = await client.rows.cell.get({ ...where, model, key: [BigInt(at + 1)], field: 'v' });
        expect(same(whole, cell)).toBe('same');
      }
    }
  }, 60_000);

  it('what is typed arrives as it was typed: new rows hold the same values, until they are taken back', async () => {
    for (const storage of ['pg', 'lite']) {
      const where = { project: opened.project, storage };
      const own = places.filter((place) => place.storage === storage);
      const changes = own.flatMap(({ model, cells, canType }, number) =>
        cells.flatMap((cell, at): ChangeSet[number][] => {
          // One call carries so much; bigger values are uploads.
          if (!canType(at) || JSON.stringify(cell, printable).length > 300_000) return [];
          return [
            { kind: 'insert', id: `${number} ${at}`, model, fields: [{ field: 'v', value: { kind: 'cell', cell } }] },
          ];
        }),
      );
      const saved = await client.changes.apply({ ...where, changes });
      if (saved.kind !== 'saved') throw new Error(`refused: ${JSON.stringify(saved.problems[0], printable)}`);
      expect(saved.rows.length).toBe(changes.length);
      for (const { change, key } of saved.rows) {
        const [number, at] = change.split(' ').map(Number);
        const place = own[number ?? -1];
        if (!place || key === null) throw new Error(`No row for ${change}`);
        const { cell } = await client.rows.cell.get({ ...where, model: place.model, key, field: 'v' });
        expect(same(cell, place.cells[at ?? -1] ?? null)).toBe('same');
      }
      const undone = await client.changes.undo({ project: opened.project, entry: saved.entry ?? '', resolutions: [] });
      expect(undone.kind).toBe('saved');
    }
  }, 60_000);
});
