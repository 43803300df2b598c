import { ORPCError } from '@orpc/client';
import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/domain/app-error.ts';
import { toAppError } from './app-error.ts';
import { ConnectionLost } from './connection-lost.ts';

function shown(error: unknown) {
  const { code, message, detail } = toAppError(error);
  return { code, message, detail };
}

describe('what a call threw', () => {
  it('is the host’s error with its code and detail', () => {
    const error = new ORPCError('not_found', { message: 'No table "album" in photos.db', data: { subject: 'album' } });
    expect(shown(error)).toEqual({
      code: 'not_found',
      message: 'No table "album" in photos.db',
      detail: { subject: 'album' },
    });
  });

  it('keeps the reference into the log', () => {
    const error = new ORPCError('internal', { message: 'Unexpected error', data: { reference: 'k7f2' } });
    expect(shown(error)).toEqual({ code: 'internal', message: 'Unexpected error', detail: { reference: 'k7f2' } });
  });

  it('is understood also where the library itself refused', () => {
    expect(shown(new ORPCError('BAD_REQUEST', { message: 'Input validation failed', data: 7 }))).toEqual({
      code: 'bad_request',
      message: 'Input validation failed',
      detail: {},
    });
    expect(shown(new ORPCError('TEAPOT', { message: 'short and stout' })).code).toBe('internal');
  });

  it('is told apart: a lost connection, an abort, a bug of the window', () => {
    expect(shown(new ConnectionLost()).code).toBe('connection');
    expect(shown(new DOMException('stop', 'AbortError')).code).toBe('aborted');
    expect(shown(new TypeError('x is not a function'))).toEqual({
      code: 'internal',
      message: 'x is not a function',
      detail: {},
    });
    expect(shown('just text').message).toBe('just text');
  });

  it('stays what it is when it is an AppError already', () => {
    const error = new AppError('timeout', 'Too late');
    expect(toAppError(error)).toBe(error);
  });
});
