/** One key: the commands that make it, with `RESP` arguments as text or bytes. The last may set its life in ms. */
export interface PlannedKey {
  readonly name: string | Buffer;
  readonly type: 'string' | 'hash' | 'list' | 'set' | 'zset' | 'stream';
  /** Commands without the key: `['HSET', 'field', 'value']` is sent as `HSET <key> field value`. */
  readonly commands: readonly (readonly (string | Buffer)[])[];
  /** `null`: it stays. */
  readonly ttlMs: number | null;
}

type Argument = string | Buffer;

export function stringKey(name: Argument, value: Argument, ttlMs: number | null = null): PlannedKey {
  return { name, type: 'string', commands: [['SET', value]], ttlMs };
}

/** Large collections are written in several commands, so that none blocks the server for long. */
const perCommand = 500;

function chunked(verb: string, items: readonly (readonly Argument[])[]): PlannedKey['commands'] {
  const commands: Argument[][] = [];
  for (let start = 0; start < items.length; start += perCommand) {
    commands.push([verb, ...items.slice(start, start + perCommand).flat()]);
  }
  return commands;
}

export function hashKey(
  name: Argument,
  fields: readonly (readonly [Argument, Argument])[],
  ttlMs: number | null = null,
): PlannedKey {
  return { name, type: 'hash', commands: chunked('HSET', fields), ttlMs };
}

export function listKey(name: Argument, items: readonly Argument[], ttlMs: number | null = null): PlannedKey {
  return {
    name,
    type: 'list',
    commands: chunked(
      'RPUSH',
      items.map((item) => [item]),
    ),
    ttlMs,
  };
}

export function setKey(name: Argument, members: readonly Argument[], ttlMs: number | null = null): PlannedKey {
  return {
    name,
    type: 'set',
    commands: chunked(
      'SADD',
      members.map((member) => [member]),
    ),
    ttlMs,
  };
}

export function zsetKey(
  name: Argument,
  members: readonly (readonly [score: number | string, member: Argument])[],
  ttlMs: number | null = null,
): PlannedKey {
  return {
    name,
    type: 'zset',
    commands: chunked(
      'ZADD',
      members.map(([score, member]) => [String(score), member]),
    ),
    ttlMs,
  };
}

export interface StreamEntry {
  readonly id: string;
  readonly fields: readonly (readonly [Argument, Argument])[];
}

export function streamKey(name: Argument, entries: readonly StreamEntry[], groups: readonly string[] = []): PlannedKey {
  return {
    name,
    type: 'stream',
    commands: [
      ...entries.map(({ id, fields }) => ['XADD', id, ...fields.flat()]),
      ...groups.map((group) => ['XGROUP', 'CREATE', group, '0']),
    ],
    ttlMs: null,
  };
}
