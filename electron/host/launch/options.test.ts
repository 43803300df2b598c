import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type LaunchOptions, parseOptions } from './options.ts';

const here = resolve('/projects');
const defaults: LaunchOptions = {
  target: null,
  browser: false,
  port: 0,
  open: true,
  token: null,
  dataDirectory: null,
  readOnly: false,
  dev: false,
};

function parse(...argv: string[]) {
  return parseOptions(argv, here);
}

test('without arguments opens the demo on any free port with a random token', () => {
  expect(parse()).toEqual({ kind: 'run', options: defaults });
});

test('reads every option, in both spellings of a value', () => {
  const expected = {
    kind: 'run',
    options: {
      target: join(here, 'studio'),
      browser: true,
      port: 4321,
      open: false,
      token: 'a.b_c~d-9',
      dataDirectory: join(here, 'data'),
      readOnly: true,
      dev: false,
    },
  };
  const flags = ['--browser', '--no-open', '--read-only'];
  expect(parse('studio', ...flags, '--port', '4321', '--token', 'a.b_c~d-9', '--data', 'data')).toEqual(expected);
  expect(parse(...flags, '--port=4321', '--token=a.b_c~d-9', '--data=data', 'studio')).toEqual(expected);
});

test('takes what follows -- as a path, even when it looks like an option', () => {
  expect(parse('--', '--port')).toEqual({ kind: 'run', options: { ...defaults, target: join(here, '--port') } });
});

test.each([
  'postgres://me:w@db.example.org:5432/shop?sslmode=require',
  'postgresql:///shop?host=/run/postgresql',
  'host=db dbname=shop user=me',
  'service=shop',
  'redis://:w@cache/1',
  'rediss://cache',
  'unix:/run/redis.sock',
])('leaves the address %s as it was typed', (address) => {
  expect(parse(address)).toEqual({ kind: 'run', options: { ...defaults, target: address } });
});

test('takes what only looks like an address for a path where it says so', () => {
  expect(parse('./service=shop')).toMatchObject({ options: { target: join(here, 'service=shop') } });
});

test('shows no password of an address that is one too many', () => {
  expect(parse('shop', 'postgres://me:w-o-r-d@db/shop')).toEqual({
    kind: 'refused',
    message:
      'One thing can be opened at a time, not also "postgres://me:***@db/shop"; put an address with spaces in quotes',
  });
  expect(JSON.stringify(parse('host=db', 'password=w-o-r-d'))).not.toContain('w-o-r-d');
});

test('gives help whenever it is asked for', () => {
  const answer = parse('studio', '--help');
  expect(answer).toMatchObject({ kind: 'help' });
  for (const name of ['--browser', '--port N', '--no-open', '--token T', '--data DIR', '--read-only', '--help']) {
    expect(answer).toHaveProperty('text', expect.stringContaining(name));
  }
});

test.each([
  [['--colour'], 'Unknown option --colour; --help lists the options'],
  [['-p', '1'], 'Unknown option -p; --help lists the options'],
  [['--__proto__'], 'Unknown option --__proto__; --help lists the options'],
  [['--port'], '--port needs a port number'],
  [['--port='], '--port needs a port number'],
  [['--port', '--no-open'], '--port needs a port number'],
  [['--port', '65536'], '--port takes a number from 0 to 65535, not "65536"'],
  [['--port', '1e3'], '--port takes a number from 0 to 65535, not "1e3"'],
  [['--port=-1'], '--port takes a number from 0 to 65535, not "-1"'],
  [['--token'], '--token needs a token'],
  [['--token', 'a b'], '--token takes letters, digits and . _ ~ - only'],
  [['--data'], '--data needs a folder'],
  [['--no-open=yes'], '--no-open takes no value'],
  [['a', 'b'], 'One thing can be opened at a time, not also "b"'],
  [[''], 'The path to open is empty'],
])('refuses %j in one line', (argv, message) => {
  expect(parse(...argv)).toEqual({ kind: 'refused', message });
});

test('answers any arguments without throwing, a refusal in a single line', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.string(), fc.constantFrom('--port', '--token', '--data', '--help', '--'))),
      (argv) => {
        const answer = parseOptions(argv, here);
        return answer.kind !== 'refused' || !answer.message.includes('\n');
      },
    ),
  );
});
