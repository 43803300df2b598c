import type { WholeCell } from '../../../shared/domain/cell.ts';

/**
 * What is typed and can't be stored as it is: the server would keep another value (`adjusted`), or refuses it (`invalid`).
 * Neither may happen in silence.
 */
export interface AlteredValue {
  readonly type: string;
  readonly typed: WholeCell;
  readonly answer: 'adjusted' | 'invalid';
}

const real = (text: string): WholeCell => ({ kind: 'real', text });

export const alteredValues: readonly AlteredValue[] = [
  { type: 'varchar(3)', typed: 'abcdef', answer: 'invalid' },
  { type: 'varchar(3)', typed: 'abc   ', answer: 'adjusted' },
  { type: 'char(5)', typed: 'abcdef', answer: 'invalid' },
  { type: 'name', typed: 'x'.repeat(64), answer: 'adjusted' },
  { type: 'name', typed: 'é'.repeat(32), answer: 'adjusted' },
  { type: 'text', typed: 'a\0b', answer: 'invalid' },
  { type: 'text', typed: 'half \ud83d', answer: 'invalid' },
  { type: 'text', typed: '\udc00', answer: 'invalid' },
  { type: 'int2', typed: 32768n, answer: 'invalid' },
  { type: 'int4', typed: 2147483648n, answer: 'invalid' },
  { type: 'int8', typed: 9223372036854775808n, answer: 'invalid' },
  { type: 'int4', typed: 'twelve', answer: 'invalid' },
  { type: 'numeric(10,2)', typed: '1.005', answer: 'adjusted' },
  { type: 'numeric(10,2)', typed: '100000000', answer: 'invalid' },
  { type: 'numeric(3,-2)', typed: '149', answer: 'adjusted' },
  { type: 'money', typed: '1.005', answer: 'adjusted' },
  { type: 'float8', typed: real('0.10000000000000000001'), answer: 'adjusted' },
  { type: 'float8', typed: real('1e400'), answer: 'invalid' },
  { type: 'float4', typed: real('0.123456789'), answer: 'adjusted' },
  { type: 'float4', typed: real('16777217'), answer: 'adjusted' },
  { type: 'bool', typed: 'maybe', answer: 'invalid' },
  { type: 'date', typed: '2024-02-30', answer: 'invalid' },
  { type: 'timestamp', typed: '2024-01-01 00:00:00.1234567', answer: 'adjusted' },
  { type: 'timestamp', typed: '2024-01-01 12:00:00+05', answer: 'adjusted' },
  { type: 'timestamp(0)', typed: '2024-01-02 03:04:05.6', answer: 'adjusted' },
  { type: 'time', typed: '24:00:00.5', answer: 'invalid' },
  { type: 'interval(0)', typed: '1.6 seconds', answer: 'adjusted' },
  { type: 'json', typed: '{"a":', answer: 'invalid' },
  { type: 'json', typed: "{'a':1}", answer: 'invalid' },
  { type: 'jsonb', typed: '{"a":1,"a":2}', answer: 'adjusted' },
  { type: 'jsonb', typed: '"\\u0000"', answer: 'invalid' },
  { type: 'xml', typed: '<a>', answer: 'invalid' },
  { type: 'uuid', typed: '018f3f5e-7b1a', answer: 'invalid' },
  { type: 'bit(8)', typed: '101', answer: 'invalid' },
  { type: 'bit varying(4)', typed: '01010', answer: 'invalid' },
  { type: 'inet', typed: '1.2.3', answer: 'invalid' },
  { type: 'cidr', typed: '10.1.2.3/8', answer: 'invalid' },
  { type: 'int4range', typed: '[5,1]', answer: 'invalid' },
  { type: 'int4[]', typed: '{1,{2}}', answer: 'invalid' },
  { type: 'numeric(6,2)[]', typed: '{1.005}', answer: 'adjusted' },
  { type: 'mood', typed: 'furious', answer: 'invalid' },
  { type: 'pair', typed: '(1.005,,,,,)', answer: 'adjusted' },
  { type: 'positive', typed: 0n, answer: 'invalid' },
  { type: 'short', typed: 'abcdef', answer: 'invalid' },
  { type: 'short', typed: null, answer: 'invalid' },
  { type: 'point', typed: '(1)', answer: 'invalid' },
  { type: 'tsquery', typed: "'a' &", answer: 'invalid' },
];
