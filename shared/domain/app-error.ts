import { z } from 'zod';

/** Every failure a person can meet. The list is closed: anything else is `internal` with a reference into the log. */
export const appErrorCodes = [
  'bad_request',
  'not_found',
  'conflict',
  'read_only',
  'unsupported',
  'connection',
  'auth',
  'timeout',
  'aborted',
  'internal',
] as const;

export type AppErrorCode = (typeof appErrorCodes)[number];

/** What travels beside the message. `reference` is set for `internal` only and is found in the log by text search. */
export const appErrorDetail = z.object({
  /** The next step for the person, one sentence; empty when there is none. */
  advice: z.string().optional(),
  /** The thing that failed: a table, a path, an address, a field. Never a secret. */
  subject: z.string().optional(),
  reference: z.string().optional(),
});

export type AppErrorDetail = z.infer<typeof appErrorDetail>;

/** A failure meant for a person. A plain `Error` is a bug and reaches the person as `internal`. */
export class AppError extends Error {
  readonly code: AppErrorCode;
  readonly detail: AppErrorDetail;

  constructor(code: AppErrorCode, message: string, detail: AppErrorDetail = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AppError';
    this.code = code;
    this.detail = detail;
  }
}
