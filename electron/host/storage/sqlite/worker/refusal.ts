import type { AppErrorCode, AppErrorDetail } from '../../../../../shared/domain/app-error.ts';

/**
 * What becomes an `AppError` in the host. The class itself is not used here: its module brings the schemas of the contract
 * along, and loading them would double the time in which a thread is ready.
 */
export class Refusal extends Error {
  readonly code: AppErrorCode;
  readonly detail: AppErrorDetail;

  constructor(code: AppErrorCode, message: string, detail: AppErrorDetail = {}, options?: ErrorOptions) {
    super(message, options);
    this.name = 'Refusal';
    this.code = code;
    this.detail = detail;
  }
}

/** SQLite can't open it where it lies, as on a medium that nobody can write to; a copy elsewhere can be opened. */
export class ReadableAsCopy extends Refusal {}

/** Pages of the file, or its schema, are not what SQLite has written there. */
export class DamagedFile extends Refusal {}
