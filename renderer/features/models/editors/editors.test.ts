import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field, FieldType } from '../../../../shared/domain/catalog.ts';
import { fieldTypes } from '../../../../shared/domain/catalog.ts';
import { cellText, type WholeCell } from '../../../../shared/domain/cell.ts';
import { coerceCell } from '../../../../shared/domain/coerce-cell.ts';
import { realText } from '../../../../shared/domain/real-text.ts';
import { draftOf, draftText, judgeDraft, typedDraft } from './draft.ts';
import { toHex } from './hex.ts';
import { fromEdited, lineFormOf, toEdited } from './line-form.ts';
import { type Parsed, parseValue, sameNumber } from './parse-value.ts';
import { nowLike, readTemporal, withClock, withDate, writeTemporal } from './temporal.ts';

function field(type: FieldType, more: Partial<Field> = {}): Field {
  return {
    name: 'f',
    type,
    nativeType: type.toUpperCase(),
    nullable: true,
    inKey: false,
    generated: false,
    defaultText: null,
    maxLength: null,
    allowed: null,
    coercion: null,
    indexed: false,
    reference: null,
    file: null,
    ...more,
  };
}

const kept = (cell: WholeCell, note: string | null = null): Parsed => ({ kind: 'value', cell, note });
const real = (text: string): WholeCell => ({ kind: 'real', text });

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
  fc.stringMatching(/^[a\r\n\u240d]{0,12}$/),
);
const anyCell: fc.Arbitrary<WholeCell> = fc.oneof(
  fc.boolean(),
  anyText,
  fc.constantFrom('007', '10.00', ' 7 ', '1e5', '2024-02-30', '', 'NULL', '{"a":1.10}', '\ud83d\ude00'),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.double().map((number) => real(realText(number))),
  fc.uint8Array({ maxLength: 40 }).map((bytes): WholeCell => ({ kind: 'bytes', hex: toHex(bytes) })),
);
const anyField = fc.record({
  type: fc.constantFrom(...fieldTypes),
  coercion: fc.constantFrom(null, 'text' as const, 'integer' as const, 'real' as const, 'numeric' as const),
  nullable: fc.boolean(),
  maxLength: fc.constantFrom(null, 1),
});

describe('an editor that is left as it was', () => {
  it('gives back the very value, in every kind of field', () => {
    fc.assert(
      fc.property(anyField, anyCell, ({ type, ...more }, cell) => {
        const subject = { field: field(type, more), value: { kind: 'cell', cell } as const, isNew: false };
        const same = { kind: 'value', value: { kind: 'cell', cell }, note: null };
        const draft = draftOf(subject);
        expect(judgeDraft(draft, subject)).toEqual(same);
        // Typed and taken back: the text is the same, and so is the value.
        const changed = typedDraft(draft, `${draftText(draft)}x`, subject);
        expect(judgeDraft(typedDraft(changed, draftText(draft), subject), subject)).toEqual(same);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('toEdited and fromEdited', () => {
  it('give back every text, and what is edited has no carriage return', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const form = lineFormOf(text);
        const edited = toEdited(text, form);
        expect(edited).not.toContain('\r');
        expect(fromEdited(edited, form)).toBe(text);
      }),
    );
  });
});

describe('parseValue', () => {
  it('stages what the column will hold, so that a save changes nothing of it', () => {
    fc.assert(
      fc.property(anyField, fc.oneof(anyText, anyCell.map(cellText)), ({ type, ...more }, text) => {
        const { coercion } = more;
        const parsed = parseValue(field(type, more), text, null);
        if (parsed.kind === 'invalid' || coercion === null) return;
        const stored = coerceCell(parsed.cell, coercion);
        if (stored !== undefined) expect(stored).toEqual(parsed.cell);
      }),
      { numRuns: 2000 },
    );
  });

  it('reads canonical numbers exactly', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (number) => {
        expect(parseValue(field('integer', { coercion: 'integer' }), String(number), null)).toEqual(kept(number));
        expect(parseValue(field('integer'), String(number), null)).toEqual(kept(number));
      }),
    );
    fc.assert(
      fc.property(fc.double({ noNaN: true }), (number) => {
        const text = realText(number);
        fc.pre(text !== '-0.0');
        expect(parseValue(field('real', { coercion: 'real' }), text, null)).toEqual(kept(real(text)));
      }),
    );
    const digits = '123456789012345678901234567890.10';
    expect(parseValue(field('decimal', { coercion: 'text' }), digits, '0.00')).toEqual(kept(digits));
    expect(parseValue(field('decimal'), digits, null)).toEqual(kept(digits));
  });

  it('says what a column makes of a value before it is staged', () => {
    expect(parseValue(field('integer', { coercion: 'integer' }), '007', 1n)).toEqual(
      kept(7n, 'The column keeps 7, not 007'),
    );
    expect(parseValue(field('decimal', { coercion: 'numeric' }), '10.00', null)).toEqual(
      kept(10n, 'The column keeps 10, not 10.00'),
    );
    expect(parseValue(field('text', { coercion: 'numeric' }), '0042', null)).toEqual(
      kept(42n, 'The column keeps 42, not 0042'),
    );
    expect(parseValue(field('real', { coercion: 'real' }), '0.12345678901234567890', null)).toEqual(
      kept(real('0.12345678901234568'), 'The column keeps 0.12345678901234568, not 0.12345678901234567890'),
    );
    expect(parseValue(field('real', { coercion: 'real' }), '5', null)).toEqual(kept(real('5.0')));
    expect(parseValue(field('real', { coercion: 'real' }), '0.10', null)).toEqual(kept(real('0.1')));
    expect(parseValue(field('text', { coercion: 'text' }), '007', null)).toEqual(kept('007'));
  });

  it('refuses what the field can’t hold', () => {
    const refused: readonly [Field, string][] = [
      [field('integer'), 'twelve'],
      [field('integer'), '1.5'],
      [field('integer', { coercion: 'integer' }), '9223372036854775808'],
      [field('real', { coercion: 'real' }), '1e400'],
      [field('decimal'), '1,5'],
      [field('boolean'), 'maybe'],
      [field('date', { coercion: 'numeric' }), '2023-02-29'],
      [field('date', { coercion: 'text' }), '2024-01-01 10:00'],
      [field('time', { coercion: 'numeric' }), '25:00'],
      [field('datetime', { coercion: 'text' }), '10:00'],
      [field('decimal', { coercion: 'numeric' }), 'NaN'],
      [field('json'), '{"a":}'],
      [field('bytes'), 'abc'],
      [field('bytes'), 'zz'],
      [field('text', { maxLength: 2 }), 'a😀b'],
      [field('text', { allowed: ['new', 'paid'] }), 'old'],
      [field('integer', { nullable: false }), ''],
      [field('text'), 'a\ud800'],
    ];
    expect(refused.filter(([one, text]) => parseValue(one, text, null).kind !== 'invalid')).toEqual([]);
  });

  it('leaves to a store that judges by itself what only it can judge', () => {
    const decides = (name: string) => `Whether this is a ${name} the store decides`;
    expect([
      parseValue(field('real'), '1e20', null),
      parseValue(field('real'), '1.10', real('2')),
      parseValue(field('real'), 'nan', null),
      parseValue(field('real'), '-inf', null),
      parseValue(field('decimal'), '1.500', null),
      parseValue(field('decimal'), 'NaN', null),
      parseValue(field('decimal'), '-Infinity', '0'),
      parseValue(field('date'), 'infinity', null),
      parseValue(field('date'), '0044-03-15 BC', null),
      parseValue(field('date'), '12026-01-01', null),
      parseValue(field('datetime'), '4713-01-01 00:00:00+00 BC', null),
      parseValue(field('datetime'), '2026-03-01 09:15:00.123456+05:30', null),
      parseValue(field('datetime'), 'tomorrow', null),
      parseValue(field('date'), '2023-02-29', null),
      parseValue(field('time'), '24:00', null),
      parseValue(field('bytes'), '\\x00FF', null),
      parseValue(field('text', { nativeType: 'int4range' }), '[1,5)', null),
      parseValue(field('text', { nativeType: 'inet' }), '::1', null),
      parseValue(field('boolean'), 'yes', null),
      parseValue(field('json', { nativeType: 'json' }), '{"a":1, "a":1.10}', null),
    ]).toEqual([
      kept(real('1e20')),
      kept(real('1.10')),
      kept(real('NaN')),
      kept(real('-Infinity')),
      kept('1.500'),
      kept('NaN'),
      kept('-Infinity'),
      kept('infinity'),
      kept('0044-03-15 BC'),
      kept('12026-01-01'),
      kept('4713-01-01 00:00:00+00 BC'),
      kept('2026-03-01 09:15:00.123456+05:30'),
      kept('tomorrow', decides('date and time')),
      kept('2023-02-29', decides('date')),
      kept('24:00', decides('time')),
      kept({ kind: 'bytes', hex: '00ff' }),
      kept('[1,5)'),
      kept('::1'),
      kept(true),
      kept('{"a":1, "a":1.10}'),
    ]);
  });

  it('keeps the kind of value that stands in a column without a type', () => {
    const any = field('any');
    expect(parseValue(any, '8', 7n)).toEqual(kept(8n));
    expect(parseValue(any, '8', '7')).toEqual(kept('8'));
    expect(parseValue(any, '8.5', real('7.5'))).toEqual(kept(real('8.5')));
    expect(parseValue(any, 'eight', 7n)).toEqual(kept('eight', 'Stored as text'));
    expect(parseValue(any, '007', null)).toEqual(kept('007'));
    expect(parseValue(any, '0aff', { kind: 'bytes', hex: '00' })).toEqual(kept({ kind: 'bytes', hex: '0aff' }));
  });

  it('writes truth as the column does', () => {
    expect(parseValue(field('boolean'), 'yes', 0n)).toEqual(kept(1n));
    expect(parseValue(field('boolean'), '0', 't')).toEqual(kept('f'));
    expect(parseValue(field('boolean'), 'false', true)).toEqual(kept(false));
    expect(parseValue(field('boolean', { allowed: [0n, 1n] }), 't', null)).toEqual(kept(1n));
    expect(parseValue(field('boolean', { coercion: 'numeric' }), 'true', null)).toEqual(kept(1n));
  });

  it('takes values that a loose store holds beside the declared type', () => {
    expect(parseValue(field('integer'), 'abd', 'abc')).toMatchObject({ kind: 'value', cell: 'abd' });
    expect(parseValue(field('datetime'), '1700000001', 1700000000n)).toEqual(kept(1700000001n));
    expect(parseValue(field('date'), '4 July', '3 July')).toMatchObject({ kind: 'value', cell: '4 July' });
  });

  it('compares numbers by their digits', () => {
    expect([
      sameNumber('10', '1e1'),
      sameNumber('0.10', '.1'),
      sameNumber('-0', '0.0'),
      sameNumber('9007199254740993', '9007199254740992'),
      sameNumber('1', '-1'),
    ]).toEqual([true, true, true, false, false]);
  });
});

describe('dates and times', () => {
  const clock = fc.tuple(
    fc.integer({ min: 0, max: 23 }),
    fc.integer({ min: 0, max: 59 }),
    fc.integer({ min: 0, max: 59 }),
  );
  const two = (number: number) => String(number).padStart(2, '0');
  const anyDay = fc
    .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((day) => day.toISOString().slice(0, 10));
  const anyMoment = fc
    .tuple(
      anyDay,
      fc.constantFrom(' ', 'T'),
      clock,
      fc.constantFrom('', '.1', '.123456'),
      fc.constantFrom('', 'Z', '+02:00', ' UTC'),
    )
    .map(
      ([day, separator, [h, m, s], fraction, zone]) =>
        `${day}${separator}${two(h)}:${two(m)}:${two(s)}${fraction}${zone}`,
    );

  it('are read and written without a change', () => {
    fc.assert(
      fc.property(anyMoment, (text) => {
        const read = readTemporal(text);
        expect(read).not.toBeNull();
        if (read !== null) expect(writeTemporal(read)).toBe(text);
      }),
    );
  });

  it('keep all else when the picker sets one part', () => {
    expect(withDate('2024-03-07T09:15:00.123456+02:00', '2026-01-01', 'datetime', null)).toBe(
      '2026-01-01T09:15:00.123456+02:00',
    );
    expect(withClock('2024-03-07 09:15:00.123456', 'minute', 5, 'datetime', '2020-01-01')).toBe(
      '2024-03-07 09:05:00.123456',
    );
    expect(withClock('09:15', 'hour', 7, 'time', '2020-01-01')).toBe('07:15');
    expect(withClock('2024-03-07 09:15:59.5Z', 'second', 3, 'datetime', '2020-01-01')).toBe('2024-03-07 09:15:03.5Z');
    expect(withDate('', '2026-01-01', 'datetime', '2024-03-07T09:15Z')).toBe('2026-01-01T09:15Z');
  });

  it('write this moment as the others are written', () => {
    const now = new Date('2026-11-22T01:02:03.456Z');
    expect(nowLike('2024-03-07 09:15:00', 'datetime', now)).toBe('2026-11-22 01:02:03');
    expect(nowLike('2024-03-07T09:15:00.123456Z', 'datetime', now)).toBe('2026-11-22T01:02:03.456000Z');
    expect(nowLike('09:15', 'time', now)).toBe('01:02');
    expect(nowLike(null, 'date', now)).toBe('2026-11-22');
  });
});
