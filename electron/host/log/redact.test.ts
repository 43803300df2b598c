import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hidePasswords, Redactor } from './redact.ts';

describe('without having been told the password', () => {
  test.each([
    ['postgres://me:w1@db/shop', 'postgres://me:***@db/shop'],
    ['postgresql://me:w%2F1@a:1,b:2/shop?sslmode=require', 'postgresql://me:***@a:1,b:2/shop?sslmode=require'],
    ['postgres://me:p@ss:w/rd%@db:5432/shop', 'postgres://me:***@db:5432/shop'],
    ["postgres://me:it's`w@db/shop", 'postgres://me:***@db/shop'],
    ['rediss://:w@cache:6379/0 is away', 'rediss://:***@cache:6379/0 is away'],
    ['redis+unix://me:w@/run/redis.sock', 'redis+unix://me:***@/run/redis.sock'],
    ['host=db user=me password=w dbname=shop', 'host=db user=me password=*** dbname=shop'],
    [`host=db password = 'it\\'s w' dbname=shop`, 'host=db password = *** dbname=shop'],
    ['host=db password=a\\ b dbname=shop', 'host=db password=*** dbname=shop'],
    ['PGPASSWORD=w npm start', 'PGPASSWORD=*** npm start'],
    [`PGPASSWORD="a w" npm start`, 'PGPASSWORD=*** npm start'],
    ['sslpassword=w sslmode=require', 'sslpassword=*** sslmode=require'],
    ['postgresql://db/shop?user=me&password=w&x=1', 'postgresql://db/shop?user=me&password=***&x=1'],
    ['db.example:5432:*:me:w', 'db.example:5432:*:me:***'],
    ['*:*:shop:me:w\\:x', '*:*:shop:me:***'],
    ['line 3: localhost:5432:shop:me:w', 'line 3: localhost:5432:shop:me:***'],
  ])('hides that of %s', (text, expected) => {
    expect(hidePasswords(text)).toBe(expected);
    const line = JSON.stringify({ level: 'info', msg: text, other: 'x@y' });
    // In a line of the log it can't be told where the quotes of the text end; what is hidden may be more.
    expect(hidePasswords(line)).not.toMatch(/\bw(1|%2F1)?\b|p@ss/);
  });

  test.each([
    'file:///app/host/open.ts:12:34',
    'at open (node:internal/fs:12:34:56)',
    '{"time":"2026-03-01T12:34:56.789Z","level":"info"}',
    'http://127.0.0.1:4173/p/shop',
    'postgresql://me@db:5432/shop',
    'token bucket, password file, secret ballot',
  ])('leaves %s as it is', (text) => {
    expect(hidePasswords(text)).toBe(text);
  });

  test('hides one with a quote in a line of the log', () => {
    const line = JSON.stringify({ url: 'postgres://me:a"b\\@db/shop', other: 'x@y' });
    expect(hidePasswords(line)).toBe('{"url":"postgres://me:***@db/shop","other":"x@y"}');
  });

  test('hides that of any encoded address', () => {
    const password = fc.stringMatching(/^[^\s]{1,20}$/u).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(password, (text) => {
        const line = JSON.stringify({ msg: `no answer from postgres://me:${encodeURIComponent(text)}@db/shop` });
        expect(hidePasswords(line)).toBe('{"msg":"no answer from postgres://me:***@db/shop"}');
      }),
    );
  });
});

test('hides a password it was told in every form that it takes', () => {
  const password = fc.string({ unit: 'grapheme', minLength: 6, maxLength: 30 }).filter((text) => text.trim() === text);
  fc.assert(
    fc.property(password, (secret) => {
      const redactor = new Redactor();
      redactor.add(secret);
      const forms = [
        secret,
        encodeURIComponent(secret),
        Buffer.from(secret).toString('base64'),
        Buffer.from(secret).toString('hex'),
        JSON.stringify(secret),
      ];
      const line = redactor.redact(JSON.stringify({ forms, stack: `Error: ${secret}` }));
      for (const form of forms.slice(0, 4)) expect(line).not.toContain(JSON.stringify(form).slice(1, -1));
    }),
  );
});

test('hides a password that begins like another one to its end', () => {
  const redactor = new Redactor();
  redactor.add('correct horse');
  redactor.add('correct horse battery');
  expect(redactor.redact('took "correct horse battery" and "correct horse"')).toBe('took "***" and "***"');
});
