import { AppError } from '../../../shared/domain/app-error.ts';

const unreachable: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing answers at this address',
  ENOENT: 'There is no socket at this path',
  ENOTFOUND: 'The host name is not known',
  EAI_AGAIN: 'The host name could not be looked up',
  ETIMEDOUT: 'The server did not answer in time',
  EHOSTUNREACH: 'The host can not be reached',
  ENETUNREACH: 'The network can not be reached',
  ECONNRESET: 'The server closed the connection',
  EPIPE: 'The server closed the connection',
  EACCES: 'This user may not open the socket',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate of the server is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'The certificate of the server is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The certificate of the server can not be verified',
  CERT_HAS_EXPIRED: 'The certificate of the server has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate of the server is for another host',
};

/**
 * What a failed connection or command means to a person; anything unknown comes back as it is.
 * @param subject the address, or the label of the key.
 */
export function toRedisError(error: unknown, subject: string): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const options = { cause: error };
  if (error.name === 'ReplyError') return fromReply(error, subject);
  if (/command timed out/i.test(error.message)) {
    return new AppError(
      'timeout',
      'Redis did not answer in time',
      { subject, advice: 'It may be busy with a slow command.' },
      options,
    );
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const known = unreachable[code];
  if (known) return new AppError('connection', known, { subject }, options);
  const isClosed = /connection is closed|isn't writeable|aborted due to connection close|max retries/i.test(
    error.message,
  );
  if (isClosed) return new AppError('connection', 'The connection to Redis was closed', { subject }, options);
  if (code !== '' && /^E[A-Z]+|TLS|SSL|CERT/.test(code))
    return new AppError('connection', error.message, { subject }, options);
  return error;
}

function fromReply(error: Error, subject: string): AppError {
  const { message } = error;
  const options = { cause: error };
  if (/^(?:WRONGPASS|NOAUTH)|invalid (?:username-)?password|AUTH.*called without any password/i.test(message)) {
    const advice = 'Check the user and the password in the address.';
    return new AppError('auth', 'Redis does not accept the login', { subject, advice }, options);
  }
  if (message.startsWith('NOPERM')) {
    return new AppError(
      'auth',
      `Redis refuses: ${message}`,
      { subject, advice: 'The user of the address lacks this permission.' },
      options,
    );
  }
  if (message.startsWith('WRONGTYPE')) {
    return new AppError('conflict', 'The key has another type now', { subject, advice: 'Open it again.' }, options);
  }
  if (/DB index is out of range|invalid DB index|not allowed in cluster mode/i.test(message)) {
    return new AppError('not_found', 'Redis has no such database', { subject }, options);
  }
  if (/^(?:LOADING|BUSY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN)/.test(message)) {
    return new AppError('connection', `Redis can not answer now: ${message}`, { subject }, options);
  }
  return new AppError('unsupported', `Redis refuses: ${message}`, { subject }, options);
}
