import { ORPCError, ValidationError } from '@orpc/server';
import type { Logger } from 'pino';
import { AppError, type AppErrorCode, type AppErrorDetail } from '../../../shared/domain/app-error.ts';
import { newReference } from '../log/reference.ts';

interface FailedCall {
  readonly name: string;
  readonly signal: AbortSignal | undefined;
  readonly log: Logger;
}

/**
 * What a failed call tells the other end: an `AppError` as it is, input of the wrong shape as `bad_request`, and
 * everything else as `internal` with a reference. Messages and stacks of bugs go to the log only.
 */
export function toWireError(error: unknown, call: FailedCall): ORPCError<AppErrorCode, AppErrorDetail> {
  // Nobody waits for the answer to a call that was aborted, and what it threw on its way out is no news.
  if (call.signal?.aborted) return wireError('aborted', 'Aborted', {});
  if (error instanceof AppError) {
    if (error.code !== 'internal') return wireError(error.code, error.message, error.detail);
    return internal(error, call, error.detail);
  }
  if (error instanceof ORPCError && error.code === 'BAD_REQUEST') {
    return wireError('bad_request', badInput(error), { subject: call.name });
  }
  return internal(error, call, {});
}

function wireError(code: AppErrorCode, message: string, data: AppErrorDetail): ORPCError<AppErrorCode, AppErrorDetail> {
  return new ORPCError(code, { message, data });
}

function internal(error: unknown, call: FailedCall, detail: AppErrorDetail): ORPCError<AppErrorCode, AppErrorDetail> {
  const reference = detail.reference ?? newReference();
  // Output of the wrong shape is our bug; what was wrong with it stands in the cause.
  const cause = error instanceof ORPCError ? error.cause : undefined;
  const issues = cause instanceof ValidationError ? cause.issues : undefined;
  call.log.error({ reference, call: call.name, issues, err: error }, 'call failed');
  return wireError('internal', 'Unexpected error', {
    advice: detail.advice ?? 'The log has the details under this reference.',
    reference,
  });
}

function badInput(error: ORPCError<string, unknown>): string {
  if (!(error.cause instanceof ValidationError)) return 'The request is malformed';
  const [issue] = error.cause.issues;
  const place = issue?.path?.map((segment) => String(typeof segment === 'object' ? segment.key : segment)).join('.');
  return `The request is malformed: ${place ? `${place}: ` : ''}${issue?.message ?? 'wrong shape'}`;
}
