import { AppError } from '../../../../../shared/domain/app-error.ts';

/**
 * The server refused a statement (https://www.postgresql.org/docs/18/protocol-error-fields.html). What it says can be in any
 * language: only `sqlState` and the names tell what it is.
 */
export class PgError extends Error {
  /** `23505` */
  readonly sqlState: string;
  readonly detail: string | null;
  readonly hint: string | null;
  readonly schema: string | null;
  readonly table: string | null;
  readonly column: string | null;
  readonly constraint: string | null;
  readonly dataType: string | null;
  /** 1-based, in characters of the statement. */
  readonly position: number | null;

  constructor(fields: Omit<PgError, 'name' | 'stack' | 'cause'>) {
    super(fields.message);
    this.name = 'PgError';
    this.sqlState = fields.sqlState;
    this.detail = fields.detail;
    this.hint = fields.hint;
    this.schema = fields.schema;
    this.table = fields.table;
    this.column = fields.column;
    this.constraint = fields.constraint;
    this.dataType = fields.dataType;
    this.position = fields.position;
  }
}

/** The error of the server that the driver gave, or `null` when it is another one, such as that of a socket. */
export function readPgError(error: unknown): PgError | null {
  if (error instanceof PgError) return error;
  if (!(error instanceof Error) || !('severity' in error) || !('code' in error)) return null;
  const { code } = error;
  if (typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) return null;
  const text = (name: string): string | null => {
    const value: unknown = Reflect.get(error, name);
    return typeof value === 'string' ? value : null;
  };
  const position = Number(text('position') ?? Number.NaN);
  return new PgError({
    message: error.message,
    sqlState: code,
    detail: text('detail'),
    hint: text('hint'),
    schema: text('schema'),
    table: text('table'),
    column: text('column'),
    constraint: text('constraint'),
    dataType: text('dataType'),
    position: Number.isSafeInteger(position) ? position : null,
  });
}

/**
 * The server ended the connection, or is about to: shutdown, crash, idle timeouts, failure of the connection itself. What
 * was asked may be asked again on another one.
 */
export function endsConnection(sqlState: string): boolean {
  return sqlState.startsWith('08') || /^(57P0[1-5]|25P03|25P04)$/.test(sqlState);
}

/** What a session tells of an error it did not expect. @param what the thing that was asked for: a model, a field */
export function toAppError(error: unknown, what: string): unknown {
  const refused = readPgError(error);
  if (!refused) return error;
  const { sqlState, message } = refused;
  const detail = { subject: what };
  const options = { cause: refused };
  if (sqlState === '42501') {
    const advice = 'Ask the owner of the database to grant the rights, or connect as another user.';
    return new AppError('auth', `The role may not do this: ${message}`, { ...detail, advice }, options);
  }
  if (sqlState === '42P01' || sqlState === '42703' || sqlState === '3F000' || sqlState === '42704') {
    const advice = 'It may have been changed meanwhile. Refresh the list of models.';
    return new AppError('not_found', message, { ...detail, advice }, options);
  }
  if (sqlState === '57014') return new AppError('timeout', 'The server gave the statement up', detail, options);
  if (sqlState === '55P03') {
    const advice = 'Try again when it has ended.';
    return new AppError('timeout', 'Another connection keeps it locked', { ...detail, advice }, options);
  }
  if (sqlState === '25006') return new AppError('read_only', message, detail, options);
  if (sqlState === '40001' || sqlState === '40P01') return new AppError('conflict', message, detail, options);
  if (sqlState === '53100' || sqlState === '53200' || sqlState === '53400') {
    return new AppError('connection', `The server has run out of something it needs: ${message}`, detail, options);
  }
  if (sqlState.startsWith('22') || sqlState.startsWith('2F') || sqlState.startsWith('42')) {
    return new AppError('bad_request', message, { ...detail, advice: refused.hint ?? '' }, options);
  }
  if (endsConnection(sqlState)) return new AppError('connection', message, detail, options);
  return new AppError('internal', message, detail, options);
}
