import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KeyNode } from '../../../../shared/contract/redis.ts';
import { inSlices } from './in-slices.ts';
import { listChildren } from './list-children.ts';
import { NameCollector } from './name-collector.ts';
import { type NameRun, viewOf } from './name-run.ts';
import { searchNames } from './search-names.ts';

type Brief = readonly [kind: string, path: string, keys: number];

const latin1 = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const byBytes = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const brief = (node: KeyNode): Brief => [node.kind, Buffer.from(node.path, 'base64url').toString('latin1'), node.keys];

function runOf(names: readonly string[]): NameRun {
  const collector = new NameCollector();
  for (const name of names) collector.push(latin1(name), viewOf(latin1(name)), 0, name.length);
  return collector.drain();
}

/** Distinct names dealt out to a few runs, as they are while a sweep is under way. */
function runsOf(names: readonly string[], runs: number): NameRun[] {
  return Array.from({ length: runs }, (_, run) => runOf(names.filter((_, index) => index % runs === run)));
}

/** The tree by its definition: group by the text up to the next delimiter. */
function naiveChildren(names: readonly string[], prefix: string): Brief[] {
  const folders = new Map<string, number>();
  const keys: Brief[] = [];
  for (const name of names) {
    if (!name.startsWith(prefix)) continue;
    const end = name.indexOf(':', prefix.length);
    if (end < 0) keys.push(['key', name, 1]);
    else folders.set(name.slice(0, end + 1), (folders.get(name.slice(0, end + 1)) ?? 0) + 1);
  }
  const all: Brief[] = [...keys, ...[...folders].map(([path, count]): Brief => ['folder', path, count])];
  return all.sort((a, b) => byBytes(a[1], b[1]));
}

const text = fc.stringMatching(/^[ab:A\0\xff!;]{0,8}$/);
const names = fc.uniqueArray(text, { maxLength: 60 });
const runCount = fc.integer({ min: 1, max: 5 });

async function children(runs: readonly NameRun[], prefix: string): Promise<Brief[]> {
  const listing = await inSlices(listChildren(runs, latin1(prefix)));
  return listing.children(0, listing.total).map(brief);
}

describe('the tree of keys', () => {
  it('has the children that the definition gives, in every folder', async () => {
    await fc.assert(
      fc.asyncProperty(names, runCount, async (list, count) => {
        const runs = runsOf(list, count);
        const pending = [''];
        for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
          const found = await children(runs, folder);
          expect(found).toEqual(naiveChildren(list, folder));
          pending.push(...found.filter(([kind]) => kind === 'folder').map(([, path]) => path));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('keeps a key and a folder of the same name apart, and empty segments too', async () => {
    const runs = [runOf(['user', 'user:1', 'user:', 'user::x', '', ':'])];
    const root = (await inSlices(listChildren(runs, latin1('')))).children(0, 10);
    expect(root.map(({ kind, label, keys }) => [kind, label, keys])).toEqual([
      ['key', '', 1],
      ['folder', '', 1],
      ['key', 'user', 1],
      ['folder', 'user', 3],
    ]);
    const user = (await inSlices(listChildren(runs, latin1('user:')))).children(0, 10);
    expect(user.map(({ kind, label, keys }) => [kind, label, keys])).toEqual([
      ['key', '', 1],
      ['key', '1', 1],
      ['folder', '', 1],
    ]);
  });

  it('labels binary names visibly and gives their exact bytes as path', async () => {
    const listing = await inSlices(listChildren([runOf(['\0\xffbin\x01'])], latin1('')));
    expect(listing.children(0, 1)).toEqual([
      {
        kind: 'key',
        path: Buffer.from('\0\xffbin\x01', 'latin1').toString('base64url'),
        label: '\\x00\\xffbin\\x01',
        keys: 1,
      },
    ]);
  });

  it('gives a page of a big folder', async () => {
    const list = Array.from({ length: 5000 }, (_, index) => `page:${String(index).padStart(4, '0')}`);
    const listing = await inSlices(listChildren(runsOf(list, 3), latin1('page:')));
    expect(listing.total).toBe(5000);
    expect(listing.children(4998, 10).map(({ label }) => label)).toEqual(['4998', '4999']);
  });

  it('tells the place of every child, and where others would stand', async () => {
    await fc.assert(
      fc.asyncProperty(names, text, runCount, async (list, wanted, count) => {
        const listing = await inSlices(listChildren(runsOf(list, count), latin1('')));
        const paths = listing.children(0, listing.total).map((node) => brief(node)[1]);
        for (const path of [...paths, wanted]) {
          expect(listing.placeOf(latin1(path))).toBe(paths.filter((other) => byBytes(other, path) < 0).length);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('finds the names that contain a text, ignoring the case of ASCII letters only', async () => {
    await fc.assert(
      fc.asyncProperty(names, fc.stringMatching(/^[abA:\xff]{0,3}$/), runCount, async (list, part, count) => {
        const fold = (value: string) => value.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
        const listing = await inSlices(searchNames(runsOf(list, count), latin1(part)));
        const expected = list.filter((name) => fold(name).includes(fold(part))).sort(byBytes);
        expect(listing.names(0, listing.total).map((node) => brief(node)[1])).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});
