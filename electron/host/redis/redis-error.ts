import { AppError } from '../../../shared/domain/app-error.ts';

interface Unreachable {
  readonly message: (address: string) => string;
  readonly advice?: string;
}

const correctAddress = 'Start Redis there, or correct the address in storeroom.json.';
const trustCertificate = 'Only certificates that this machine trusts are accepted.';

const unreachable: Readonly<Record<string, Unreachable>> = {
  ECONNREFUSED: { message: (address) => `Nothing answers at ${address}`, advice: correctAddress },
  ENOENT: { message: (address) => `There is no socket ${address}`, advice: correctAddress },
  ENOTFOUND: { message: (address) => `The host of ${address} is not known`, advice: correctAddress },
  EAI_AGAIN: { message: (address) => `The host of ${address} could not be looked up` },
  ETIMEDOUT: { message: (address) => `${address} did not answer in time` },
  EHOSTUNREACH: { message: (address) => `The host of ${address} can not be reached` },
  ENETUNREACH: { message: (address) => `The network of ${address} can not be reached` },
  ECONNRESET: { message: (address) => `${address} closed the connection` },
  EPIPE: { message: (address) => `${address} closed the connection` },
  EACCES: { message: (address) => `This user may not open the socket ${address}` },
  DEPTH_ZERO_SELF_SIGNED_CERT: {
    message: (address) => `The certificate of ${address} is self-signed`,
    advice: trustCertificate,
  },
  SELF_SIGNED_CERT_IN_CHAIN: {
    message: (address) => `The certificate of ${address} is not trusted`,
    advice: trustCertificate,
  },
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: {
    message: (address) => `The certificate of ${address} can not be verified`,
    advice: trustCertificate,
  },
  CERT_HAS_EXPIRED: { message: (address) => `The certificate of ${address} has expired` },
  ERR_TLS_CERT_ALTNAME_INVALID: { message: (address) => `The certificate of ${address} is for another host` },
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
  if (known) {
    const detail = known.advice === undefined ? { subject } : { subject, advice: known.advice };
    return new AppError('connection', known.message(subject), detail, options);
  }
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
