import { ORPCError } from '@orpc/client';
import { AppError, type AppErrorCode, appErrorCodes, appErrorDetail } from '../../shared/domain/app-error.ts';
import { ConnectionLost } from './connection-lost.ts';

function isAppErrorCode(text: string): text is AppErrorCode {
  return (appErrorCodes as readonly string[]).includes(text);
}

/** Whatever a call threw, as an error that can be shown. A bug of the window itself becomes `internal`, without a reference. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof ConnectionLost) return new AppError('connection', error.message, {}, { cause: error });
  if (error instanceof ORPCError) {
    const code = error.code.toLowerCase();
    const detail = appErrorDetail.safeParse(error.data);
    return new AppError(isAppErrorCode(code) ? code : 'internal', error.message, detail.data ?? {}, { cause: error });
  }
  if (error instanceof DOMException && error.name === 'AbortError') {
    return new AppError('aborted', 'Cancelled', {}, { cause: error });
  }
  return new AppError('internal', error instanceof Error ? error.message : String(error), {}, { cause: error });
}
