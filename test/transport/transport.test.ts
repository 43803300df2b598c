import { setTimeout as delay } from 'node:timers/promises';
import { createORPCClient, ORPCError } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ConnectionLost } from '../../renderer/host/connection-lost.ts';
import { createReconnectingTransport } from '../../renderer/host/reconnecting-transport.ts';
import type { Transport } from '../../renderer/host/transport.ts';
import type { Contract } from '../../shared/contract/index.ts';
import { AppError, appErrorCodes } from '../../shared/domain/app-error.ts';
import type { WholeCell } from '../../shared/domain/cell.ts';
import type { ChangeSet } from '../../shared/domain/change-set.ts';
import { packRows, unpackRows } from '../../shared/domain/packed-cells.ts';
import type { RowQuery } from '../../shared/domain/query.ts';
import { maxFrameBytes } from '../../shared/transport/protocol.ts';
import { type Carrier, electronPortCarrier, memoryCarrier, messagePortCarrier, webSocketCarrier } from './carriers.ts';
import { cells, columnNames, wholeCells } from './corpus.ts';
import { openTestHost, type TestHost } from './test-host.ts';

const model = { project: 'p', storage: 's', model: 'm' };
const query: RowQuery = { model: 'm', filter: null, sort: [], search: '' };
const view = { project: 'p', storage: 's', query };
const pageInput = { ...view, columns: ['id'], at: { kind: 'start' as const }, limit: 1000 };

const replaceBigints = (_: string, part: unknown) => (typeof part === 'bigint' ? String(part) : part);

let host: TestHost;
beforeAll(async () => {
  host = await openTestHost();
});
afterAll(() => host.close());

describe.each([
  ['a pair in memory', memoryCarrier],
  ['a MessagePort', messagePortCarrier],
  ['a port between page and main process', electronPortCarrier],
  ['a WebSocket', webSocketCarrier],
])('over %s', (_, openCarrier) => {
  let carrier: Carrier;
  let transport: Transport;
  let client: ContractRouterClient<Contract>;
  beforeEach(async () => {
    host.reset();
    carrier = await openCarrier(host.serve, host.context);
    transport = createReconnectingTransport(() => carrier.connect());
    client = createORPCClient(transport.link);
  });
  afterEach(async () => {
    transport.close();
    await carrier.close();
  });

  describe('values', () => {
    test('brings every cell and column name of the corpus to the window unchanged', async () => {
      const row = [...cells];
      host.answers.page = {
        ...host.emptyPage,
        columns: columnNames,
        cells: packRows([row, row]),
        keys: packRows([wholeCells, wholeCells]),
        keyWidth: wholeCells.length,
      };
      const page = await client.rows.page(pageInput);
      expect(page).toEqual(host.answers.page);
      expect(unpackRows(page.cells, row.length)).toEqual([row, row]);
      expect(unpackRows(page.keys, page.keyWidth)).toEqual([wholeCells, wholeCells]);
      expect(Object.getPrototypeOf(page)).toBe(Object.prototype);
    });

    test('brings every whole cell to the host unchanged', async () => {
      await client.rows.captions.list({ ...model, field: '__proto__', values: [...wholeCells] });
      expect(host.seen.captions).toEqual({ ...model, field: '__proto__', values: [...wholeCells] });
    });

    test('refuses a cell the window may not send', async () => {
      // Parsed, because the types forbid what is tried here.
      const values = JSON.parse('[{"kind":"cut","of":"text","preview":"","sizeBytes":9}]');
      const call = client.rows.captions.list({ ...model, field: 'f', values });
      await expect(call).rejects.toMatchObject({ defined: true, code: 'bad_request' });
    });
  });

  describe('change sets', () => {
    test('bring every whole cell to the host unchanged, under any field name', async () => {
      const value = (cell: WholeCell) => ({ kind: 'cell' as const, cell });
      const changes: ChangeSet = [
        ...wholeCells.map((cell, index) => ({
          kind: 'update' as const,
          id: `edit-${index}`,
          model: 'm',
          key: [cell],
          fields: columnNames.map((field) => ({ field, value: value(cell), base: value(cell), accepts: cell })),
        })),
        {
          kind: 'insert',
          id: '__proto__',
          model: '__proto__',
          fields: [
            { field: '__proto__', value: { kind: 'default' } },
            { field: 'constructor', value: { kind: 'inserted', change: 'new-1', field: '__proto__' } },
            { field: '', value: { kind: 'upload', upload: 'a'.repeat(32), as: 'bytes', sizeBytes: 2 ** 40 } },
          ],
        },
        {
          kind: 'delete',
          id: 'toString',
          model: 'm',
          key: [...wholeCells.slice(0, 10)],
          base: [{ field: '__proto__', base: { kind: 'guard', guard: 'text:3:ab\u0000\ud800' } }],
        },
      ];
      // The long cells of the corpus would stand in it once for each column.
      const sent = changes.filter((change) => JSON.stringify(change, replaceBigints).length < 100_000);
      expect(await client.changes.apply({ project: 'p', storage: 's', changes: sent })).toEqual(host.answers.applied);
      expect(host.seen.changes).toEqual(sent);
    });

    test('of 10,000 edits arrive whole', async () => {
      const changes: ChangeSet = Array.from({ length: 10_000 }, (_, index) => ({
        kind: 'update',
        id: `edit-${index}`,
        model: 'm',
        key: [BigInt(index)],
        fields: [
          {
            field: 'title',
            value: { kind: 'cell', cell: `title ${index}` },
            base: { kind: 'cell', cell: { kind: 'real', text: `${index}.5` } },
          },
        ],
      }));
      const rows = changes.map(({ id }, index) => ({
        change: id,
        key: [BigInt(index)],
        columns: ['title'],
        cells: ['x'],
      }));
      host.answers.applied = { kind: 'saved', entry: '1', rows };
      expect(await client.changes.apply({ project: 'p', storage: 's', changes })).toEqual(host.answers.applied);
      expect(host.seen.changes).toEqual(changes);
    });

    test('bring all their problems to the window unchanged', async () => {
      const subject = { change: 'edit-1', row: 'update' as const, model: '__proto__', key: [9_007_199_254_740_993n] };
      host.answers.applied = {
        kind: 'refused',
        problems: [
          ...cells
            .filter((cell) => typeof cell !== 'string' || cell.length < 1000)
            .map((cell) => ({
              ...subject,
              kind: 'changed' as const,
              fields: [{ field: '__proto__', base: cell, theirs: cell, mine: cell, guard: 'null' }],
            })),
          { ...subject, kind: 'gone' },
          { ...subject, kind: 'adjusted', field: '', mine: '1.0', stored: 1n },
          {
            ...subject,
            key: null,
            row: 'insert',
            kind: 'invalid',
            field: null,
            code: 'check',
            message: 'CHECK \u0000',
          },
        ],
      };
      expect(await client.changes.apply({ project: 'p', storage: 's', changes: [] })).toEqual(host.answers.applied);
    });

    test('are refused that hold what a window may not send', async () => {
      const change = { kind: 'delete', id: 'd', model: 'm', key: [true], base: [] };
      // Parsed, because the types forbid what is tried here.
      for (const wrong of [
        { ...change, kind: 'restore' },
        { ...change, key: [] },
        { ...change, more: 1 },
        { ...change, key: [{ kind: 'cut', of: 'text', preview: '', sizeBytes: 9 }] },
      ]) {
        const changes = JSON.parse(JSON.stringify([wrong]));
        await expect(client.changes.apply({ project: 'p', storage: 's', changes })).rejects.toMatchObject({
          code: 'bad_request',
        });
      }
      expect(host.seen.changes).toBeNull();
    });
  });

  describe('the lease of a draft', () => {
    const owner = '0'.repeat(36);
    const hold = (project: string, signal?: AbortSignal) =>
      client.changes.drafts.watch({ project, owner }, signal ? { signal } : {});

    test('ends with its stream, however that ends', async () => {
      const project = await host.openProject();
      const controller = new AbortController();
      const aborted = await hold(project, controller.signal);
      expect((await aborted.next()).value).toEqual({ isTaken: false });
      controller.abort();
      const left = await hold(project);
      for await (const { isTaken } of left) {
        expect(isTaken).toBe(false);
        break;
      }
      const lost = await hold(project);
      expect((await lost.next()).value).toEqual({ isTaken: false });
      carrier.drop();
      await expect(lost.next()).rejects.toBeInstanceOf(ConnectionLost);
      transport.retryNow();
      const last = await hold(project);
      expect((await last.next()).value).toEqual({ isTaken: false });
      const second = await hold(project);
      expect((await second.next()).value).toEqual({ isTaken: true });
      await last.return?.();
      expect((await second.next()).value).toEqual({ isTaken: false });
      await second.return?.();
    });
  });

  describe('errors', () => {
    test.each(appErrorCodes.filter((code) => code !== 'internal'))('arrive typed: %s', async (code) => {
      host.answers.pageError = new AppError(code, 'No table "album" in photos.db', {
        subject: 'album',
        advice: 'Look again.',
      });
      const error: unknown = await client.rows.page(pageInput).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ORPCError);
      expect(error).toMatchObject({
        defined: true,
        code,
        message: 'No table "album" in photos.db',
        data: { subject: 'album', advice: 'Look again.' },
      });
    });

    test('that are bugs come as a reference, and the log has the rest', async () => {
      host.answers.pageError = new TypeError('secret detail of a bug');
      const error: unknown = await client.rows.page(pageInput).catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        defined: true,
        code: 'internal',
        data: { reference: expect.stringMatching(/^\w{8}$/) },
      });
      expect(JSON.stringify(error)).not.toContain('secret detail');
      // The test above has said that it is there.
      const { reference } = (error as ORPCError<string, { reference: string }>).data;
      expect(await host.context.hostLog.read(reference)).toMatch(/call=rows\.page.*secret detail of a bug/s);
    });

    test('of input name the place', async () => {
      const error: unknown = await client.rows.page({ ...pageInput, limit: 0 }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({
        code: 'bad_request',
        message: expect.stringContaining('limit'),
        data: { subject: 'rows.page' },
      });
    });

    test('of output are bugs of the host', async () => {
      host.answers.page = { ...host.emptyPage, tookMs: -1 };
      await expect(client.rows.page(pageInput)).rejects.toMatchObject({ code: 'internal' });
    });

    test('of a project that is not open are typed', async () => {
      await expect(client.projects.get({ project: 'nowhere' })).rejects.toMatchObject({ code: 'not_found' });
    });

    test('inside a stream come after its events', async () => {
      host.answers.watchError = new AppError('timeout', 'Too slow');
      const events = await client.rows.watch(view);
      expect((await events.next()).value).toEqual(host.progress(0));
      await expect(events.next()).rejects.toMatchObject({ defined: true, code: 'timeout', message: 'Too slow' });
    });
  });

  describe('abort', () => {
    test('reaches the handler of a call', async () => {
      const controller = new AbortController();
      const call = client.rows.cell.get({ ...model, key: [1n], field: 'f' }, { signal: controller.signal });
      await host.waitFor('cell started');
      controller.abort();
      await expect(call).rejects.toThrow();
      await host.waitFor('cell aborted');
    });

    test('before the call never reaches the host', async () => {
      await expect(client.rows.page(pageInput, { signal: AbortSignal.abort() })).rejects.toThrow();
      await client.rows.captions.list({ ...model, field: 'f', values: [] });
      expect(host.seen.pages).toBe(0);
    });

    test('of one call leaves the others alone', async () => {
      const controller = new AbortController();
      const aborted = client.rows.cell.get({ ...model, key: [1n], field: 'f' }, { signal: controller.signal });
      const others = Array.from({ length: 20 }, () => client.rows.page(pageInput));
      await host.waitFor('cell started');
      controller.abort();
      await expect(aborted).rejects.toThrow();
      expect(await Promise.all(others)).toHaveLength(20);
    });

    test('is quiet: nothing of it is in the log', async () => {
      // A busy machine is slow at any time, and says so.
      const told = async () => {
        const lines = (await host.context.hostLog.read()).split('\n');
        return lines.filter((line) => !/ {2}(slow call|event loop stalled) {2}/.test(line));
      };
      const before = await told();
      const controller = new AbortController();
      const call = client.rows.cell.get({ ...model, key: [1n], field: 'f' }, { signal: controller.signal });
      await host.waitFor('cell started');
      controller.abort();
      await expect(call).rejects.toThrow();
      await host.waitFor('cell aborted');
      await delay(20);
      expect(await told()).toEqual(before);
    });
  });

  describe('streams', () => {
    test('bring their events in order and end', async () => {
      host.answers.watchEvents = 5;
      const seen = [];
      for await (const event of await client.rows.watch(view)) seen.push(event.scannedRows);
      expect(seen).toEqual([0, 1, 2, 3, 4]);
      await host.waitFor('watch ended');
    });

    test('that are left early end in the host', async () => {
      host.answers.watchEvents = Number.POSITIVE_INFINITY;
      for await (const event of await client.rows.watch(view)) if (event.scannedRows === 3) break;
      await host.waitFor('watch ended');
    });

    test('that wait for their next event are ended by their signal', async () => {
      host.answers.watchEvents = 1;
      host.answers.watchWaits = true;
      const controller = new AbortController();
      const events = await client.rows.watch(view, { signal: controller.signal });
      await events.next();
      const waiting = events.next();
      await host.waitFor('watch waits');
      controller.abort();
      await expect(waiting).rejects.toThrow();
      await host.waitFor('watch ended');
    });

    test('show jobs as they run, at most ten times a second', async () => {
      const controller = new AbortController();
      const events = await client.jobs.watch(undefined, { signal: controller.signal });
      const { finished } = host.context.jobs.run(
        'Count to a thousand',
        async ({ report }) => {
          for (let done = 0; done <= 1000; done++) {
            report({ step: 'Counting', done, total: 1000 });
            if (done % 100 === 0) await delay(20);
          }
        },
        { canCancel: true },
      );
      let count = 0;
      for await (const jobs of events) {
        count += 1;
        const job = jobs.findLast(({ title }) => title === 'Count to a thousand');
        if (job?.state !== 'done') continue;
        expect(job.done).toBe(1000);
        break;
      }
      await finished;
      controller.abort();
      expect(count).toBeLessThan(10);
    });
  });

  describe('a lost connection', () => {
    test('aborts what runs in the host and rejects what waits in the window', async () => {
      const call = client.rows.cell.get({ ...model, key: [1n], field: 'f' });
      await host.waitFor('cell started');
      carrier.drop();
      await expect(call).rejects.toBeInstanceOf(ConnectionLost);
      await host.waitFor('cell aborted');
    });

    test('ends streams on both sides', async () => {
      host.answers.watchEvents = 1;
      host.answers.watchWaits = true;
      const events = await client.rows.watch(view);
      await events.next();
      const waiting = events.next();
      await host.waitFor('watch waits');
      carrier.drop();
      await expect(waiting).rejects.toBeInstanceOf(ConnectionLost);
      await host.waitFor('watch ended');
    });

    test('is made again, and calls made meanwhile wait for it', async () => {
      await client.rows.page(pageInput);
      carrier.drop();
      while (transport.state().kind === 'connected') await delay(1);
      const call = client.rows.page(pageInput);
      transport.retryNow();
      expect(await call).toEqual(host.emptyPage);
      expect(transport.state()).toEqual({ kind: 'connected' });
    });
  });

  describe('hostile frames', () => {
    const call = (path: string, json: unknown, more: object = {}) =>
      JSON.stringify({ i: 'x', p: { u: path, b: { json }, ...more } });

    test.each([
      ['no JSON', 'hello'],
      ['an empty frame', ''],
      ['a number', '42'],
      ['null', 'null'],
      ['an array', '[1,2]'],
      ['no id', '{"p":{"u":"/jobs/list"}}'],
      ['an id that is an object', '{"i":{},"p":{"u":"/jobs/list"}}'],
      ['no payload', '{"i":"1"}'],
      ['another method', call('/jobs/list', null, { m: 'GET' })],
      ['headers', call('/jobs/list', null, { h: { 'content-type': 'text/event-stream' } })],
      ['a whole address', call('http://evil.example/jobs/list', null)],
      ['a query', call('/jobs/list?data=1', null)],
      ['a stream of the window', '{"i":"1","t":3,"p":{"e":"message","d":{}}}'],
      ['an unknown kind', '{"i":"1","t":9,"p":{}}'],
      ['a body that is text', '{"i":"1","p":{"u":"/jobs/list","b":"x"}}'],
      ['meta of the wrong shape', '{"i":"1","p":{"u":"/jobs/list","b":{"json":null,"meta":[[0,{}]]}}}'],
      ['JSON that is nested without end', '['.repeat(200_000)],
      ['an own __proto__', '{"i":"1","__proto__":{"polluted":1},"p":{"u":"/jobs/list"}}'],
      ['bytes', new Uint8Array([1, 2, 255])],
      ['too much', call('/jobs/list', 'x'.repeat(maxFrameBytes))],
    ])('end the connection: %s', async (_, frame) => {
      const raw = await carrier.connectRaw();
      raw.send(frame);
      await raw.closed;
      expect(await client.rows.page(pageInput)).toEqual(host.emptyPage);
    });

    test.each([
      ['an unknown call', '/rows/destroy', {}, 'not_found'],
      ['a name every object has', '/rows/constructor', {}, 'not_found'],
      ['a prototype', '/__proto__', {}, 'malformed'],
      ['a group', '/rows', {}, 'not_found'],
      ['no input', '/rows/page', undefined, 'bad_request'],
      ['the wrong shape', '/rows/page', { project: 7 }, 'bad_request'],
      ['a key too many', '/projects/get', { project: 'p', extra: 1 }, 'bad_request'],
      [
        'an own __proto__ in the input',
        '/projects/get',
        JSON.parse('{"project":"p","__proto__":{"polluted":1}}'),
        'bad_request',
      ],
      [
        'a list too long',
        '/rows/captions/list',
        { ...model, field: 'f', values: Array(1001).fill(null) },
        'bad_request',
      ],
    ])('are answered with an error: %s', async (_, path, json, code) => {
      const raw = await carrier.connectRaw();
      raw.send(call(path, json));
      if (code === 'malformed') await raw.closed;
      else {
        const reply: unknown = JSON.parse(await raw.next());
        expect(reply).toMatchObject({ i: 'x', p: { s: 500, b: { json: { code } } } });
      }
      expect(Object.keys(Object.prototype)).toEqual([]);
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      expect(await client.rows.page(pageInput)).toEqual(host.emptyPage);
    });

    test('are answered with an error: a filter nested very deep', async () => {
      const filter = `${'{"kind":"not","filter":'.repeat(5000)}{"kind":"isNull","field":"f"}${'}'.repeat(5000)}`;
      const raw = await carrier.connectRaw();
      raw.send(call('/rows/page', { ...pageInput, query: { ...query, filter: 'deep' } }).replace('"deep"', filter));
      expect(JSON.parse(await raw.next())).toMatchObject({ i: 'x', p: { s: 500, b: { json: { defined: true } } } });
      expect(await client.rows.page(pageInput)).toEqual(host.emptyPage);
    });

    test.each([
      ['a bigint that is no number', [[0, 'project']]],
      ['a path through __proto__', [[3, '__proto__', 'polluted']]],
      ['a path through a constructor', [[5, 'constructor', 'prototype', 'polluted']]],
      ['a path to nothing', [[1, 'a', 'b', 'c']]],
      ['a pattern that never ends', [[5, 'project']]],
    ])('whose meta lies are answered with an error: %s', async (_, meta) => {
      const raw = await carrier.connectRaw();
      raw.send(JSON.stringify({ i: 'x', p: { u: '/projects/get', b: { json: { project: 'p' }, meta } } }));
      expect(JSON.parse(await raw.next())).toMatchObject({
        i: 'x',
        p: { s: 500, b: { json: { code: 'bad_request' } } },
      });
      expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    });

    test('that repeat an id while its call runs do not disturb it', async () => {
      const raw = await carrier.connectRaw();
      const frame = JSON.stringify({ i: '1', p: { u: '/jobs/list', b: {} } });
      for (let index = 0; index < 50; index++) raw.send(frame);
      expect(JSON.parse(await raw.next())).toMatchObject({ i: '1' });
      expect(await client.rows.page(pageInput)).toEqual(host.emptyPage);
    });
  });
});
