import { AppError, type AppErrorDetail } from '../../../../../shared/domain/app-error.ts';
import type { PostgresConfig } from '../../../../../shared/domain/postgres-config.ts';
import type { ResolvedFieldName } from '../../../../../shared/domain/project-settings.ts';
import type { HostAddress } from './host-list.ts';
import { readPgError } from './pg-error.ts';

/** The field of the form that should be looked at first. */
export type BlamedField = ResolvedFieldName | 'databases';

interface Finding {
  readonly code: 'connection' | 'auth' | 'unsupported' | 'bad_request';
  readonly message: string;
  readonly field: BlamedField | null;
  readonly advice: string;
}

function asAppError({ code, message, field, advice }: Finding, cause: unknown): AppError {
  const detail: AppErrorDetail = { advice, ...(field === null ? {} : { subject: field }) };
  return new AppError(code, message, detail, { cause });
}

/** Codes of the errors of a socket; a name with several addresses fails with one error for each. */
function codeOf(error: unknown): string | null {
  if (error instanceof AggregateError) {
    const codes = error.errors.map(codeOf);
    // Of several addresses one may be of a family the machine has no route for: the other one tells more.
    return codes.find((code) => code === 'ECONNREFUSED') ?? codes.find((code) => code !== null) ?? null;
  }
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** What a socket that did not open, or closed too early, means. */
export function socketError(error: unknown, address: HostAddress): AppError {
  if (error instanceof AppError) return error;
  return asAppError({ code: 'connection', ...socketFinding(codeOf(error), address) }, error);
}

function socketFinding(code: string | null, address: HostAddress): Omit<Finding, 'code'> {
  const { host, label, isSocket, port } = address;
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_NONAME':
      return {
        message: `No host named “${host}” is known`,
        field: 'host',
        advice: 'Check the name, and whether a VPN is needed.',
      };
    case 'EAI_AGAIN':
      return {
        message: `The name “${host}” could not be looked up`,
        field: 'host',
        advice: 'Check the network connection of this computer.',
      };
    case 'ECONNREFUSED':
      return isSocket
        ? {
            message: `No server listens in ${host}`,
            field: 'host',
            advice: `Check that PostgreSQL runs with port ${port}.`,
          }
        : {
            message: `${label} refused the connection`,
            field: 'port',
            advice: 'Check that PostgreSQL runs there, listens on this address and uses this port.',
          };
    case 'ENOENT':
      return {
        message: `There is no socket for port ${port} in ${host}`,
        field: 'host',
        advice: 'Check the folder and that PostgreSQL runs.',
      };
    case 'EACCES':
    case 'EPERM':
      return {
        message: `${label} may not be opened`,
        field: 'host',
        advice: 'Check the rights of the socket, or a firewall.',
      };
    case 'ETIMEDOUT':
      return {
        message: `${label} did not answer in time`,
        field: 'host',
        advice: 'Check host and port, and whether a firewall or a VPN stands in between.',
      };
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return {
        message: `There is no way to ${label} from this computer`,
        field: 'host',
        advice: 'Check the network, and whether a VPN is needed.',
      };
    default:
      return {
        message: `${label} closed the connection${code === null ? '' : ` (${code})`}`,
        field: 'host',
        advice: 'Check that a PostgreSQL server listens there.',
      };
  }
}

/** @param afterMs how long was waited */
export function timedOut(address: HostAddress, afterMs: number): AppError {
  const { message, field, advice } = socketFinding('ETIMEDOUT', address);
  const seconds = Math.round(afterMs / 1000);
  return asAppError({ code: 'connection', message: `${message} (${seconds} s)`, field, advice }, undefined);
}

/** What a handshake that failed means. */
export function tlsError(error: unknown, address: HostAddress): AppError {
  const code = codeOf(error);
  const words = error instanceof Error ? error.message : String(error);
  const from = `The certificate of ${address.label}`;
  switch (code) {
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return asAppError(
        {
          code: 'connection',
          message: `${from} is for another host than “${address.host}”`,
          field: 'host',
          advice: 'Use the name that stands in the certificate, or choose “verify-ca”.',
        },
        error,
      );
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return asAppError(
        {
          code: 'connection',
          message: `${from} is ${code === 'CERT_HAS_EXPIRED' ? 'out of date' : 'not valid yet'}`,
          field: 'sslMode',
          advice: 'The server needs another certificate. Check the clock of this computer.',
        },
        error,
      );
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'CERT_SIGNATURE_FAILURE':
    case 'INVALID_CA':
    case 'CERT_UNTRUSTED':
      return asAppError(
        {
          code: 'connection',
          message: `${from} was not signed by an authority that is trusted`,
          field: 'rootCertificate',
          advice: 'Give the root certificate of the server’s operator.',
        },
        error,
      );
    default:
      return asAppError(
        {
          code: 'connection',
          message: `No encrypted connection to ${address.label} came about (${code ?? words})`,
          field: 'sslMode',
          advice: 'The server’s log may say more. A client certificate may be needed.',
        },
        error,
      );
  }
}

/** What the server, or the driver, said while it was asked to let someone in. Never holds the password. */
export function loginError(error: unknown, address: HostAddress, config: PostgresConfig, encrypted: boolean): AppError {
  if (error instanceof AppError) return error;
  const refused = readPgError(error);
  if (refused) return asAppError(refusal(refused.sqlState, refused.message, address, config, encrypted), error);
  const words = error instanceof Error ? error.message : String(error);
  if (/password must be/.test(words)) {
    return asAppError(
      { code: 'auth', message: `${config.user} needs a password`, field: 'password', advice: 'Give the password.' },
      undefined,
    );
  }
  if (/server signature|server nonce|SERVER-FINAL/.test(words)) {
    return asAppError(
      {
        code: 'connection',
        message: `${address.label} could not prove that it knows the password of ${config.user}`,
        field: 'host',
        advice: 'It may be another server than it claims to be.',
      },
      error,
    );
  }
  if (/^SASL|authenticationOk message type/.test(words)) {
    return asAppError(
      {
        code: 'unsupported',
        message: `${address.label} asks for a kind of login that is not supported`,
        field: 'user',
        advice: 'Passwords (SCRAM, MD5, plain) and client certificates are; Kerberos, SSPI and OAuth are not.',
      },
      error,
    );
  }
  if (/received invalid response/.test(words)) {
    return asAppError(
      {
        code: 'connection',
        message: `What answers at ${address.label} is no PostgreSQL server`,
        field: 'port',
        advice: 'Check host and port.',
      },
      error,
    );
  }
  return socketError(error, address);
}

function refusal(
  sqlState: string,
  message: string,
  { label }: HostAddress,
  { user, database }: PostgresConfig,
  encrypted: boolean,
): Finding {
  switch (sqlState) {
    case '28P01':
      return {
        code: 'auth',
        message: `The server did not accept the password of ${user}`,
        field: 'password',
        advice: 'Check user and password.',
      };
    case '28000':
      return {
        code: 'auth',
        message: `${label} does not let ${user} in: ${message}`,
        field: 'user',
        advice: encrypted
          ? 'Check the user; the server’s pg_hba.conf says who may come from where.'
          : 'Check the user; the server’s pg_hba.conf says who may come from where, and may ask for TLS.',
      };
    case '3D000':
      return {
        code: 'connection',
        message: `The server has no database “${database}”`,
        field: 'databases',
        advice: 'Check the name: upper and lower case differ.',
      };
    case '42501':
      return {
        code: 'auth',
        message: `${user} may not connect to the database “${database}”`,
        field: 'databases',
        advice: 'Ask for the right to connect, or choose another database.',
      };
    case '53300':
      return {
        code: 'connection',
        message: `${label} has no connection left`,
        field: null,
        advice: 'Close other programs that use it, or raise max_connections. It is tried again.',
      };
    case '57P03':
      return {
        code: 'connection',
        message: `${label} is starting up or shutting down`,
        field: null,
        advice: 'It is tried again.',
      };
    case '55000':
      return {
        code: 'connection',
        message: `${label}: ${message}`,
        field: 'databases',
        advice: 'Choose another database.',
      };
    default:
      return {
        code: 'connection',
        message: `${label} refused: ${message}`,
        field: null,
        advice: 'The server’s log may say more.',
      };
  }
}
