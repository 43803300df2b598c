import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { type ConnectionOptions, checkServerIdentity, getCACertificates, type PeerCertificate } from 'node:tls';
import { AppError } from '../../../../../shared/domain/app-error.ts';
import type { PostgresConfig, SslMode } from '../../../../../shared/domain/postgres-config.ts';

/** How the connection is encrypted and what of the server's certificate is checked, all files read. */
export interface TlsPlan {
  readonly mode: SslMode;
  /** For a handshake with this host; the socket and the name are added by whoever shakes hands. */
  options(host: string): ConnectionOptions;
}

type CertificateField = 'rootCertificate' | 'certificate' | 'key';

/**
 * Reads the certificates. The meaning is libpq's (https://www.postgresql.org/docs/18/libpq-ssl.html): `require` with a root
 * certificate checks as `verify-ca` does; `system` as root stands for the certificates the system trusts, and goes with
 * `verify-full` only. Other than libpq, `verify-full` without a root certificate means `system` and not an error.
 *
 * @throws AppError `bad_request` with the form's field as subject
 */
export async function readTlsPlan(config: PostgresConfig, projectDirectory: string): Promise<TlsPlan> {
  const { sslmode: mode } = config;
  if (mode === 'disable') return { mode, options: () => ({}) };
  const root = config.sslrootcert || null;
  const trustsSystem = root === 'system' || (root === null && mode === 'verify-full');
  if (root === 'system' && mode !== 'verify-full') {
    throw new AppError('bad_request', 'The certificates of the system can be trusted with “verify-full” only', {
      subject: 'sslMode',
      advice: 'Anybody can have a certificate for a name of their own: choose “verify-full”.',
    });
  }
  if (root === null && mode === 'verify-ca') {
    throw new AppError('bad_request', '“verify-ca” needs a root certificate', {
      subject: 'rootCertificate',
      advice: 'Give the file of the authority that signed the server’s certificate, or choose “verify-full”.',
    });
  }
  const read = (path: string, field: CertificateField) => readPem(resolve(projectDirectory, path), field);
  const ca = root === null || trustsSystem ? null : await read(root, 'rootCertificate');
  const cert = config.sslcert ? await read(config.sslcert, 'certificate') : null;
  const key = config.sslkey ? await read(config.sslkey, 'key') : null;
  if ((cert === null) !== (key === null)) {
    const missing = cert === null ? 'certificate' : 'key';
    throw new AppError('bad_request', `A client certificate needs its key, and a key its certificate`, {
      subject: missing,
      advice: `Give the file of the ${missing}, or leave both empty.`,
    });
  }
  checkPair(cert, key, config);
  const checksChain = ca !== null || trustsSystem;
  const checksName = mode === 'verify-full';
  const trusted = ca ?? (trustsSystem ? [...getCACertificates('default'), ...getCACertificates('system')] : null);
  return {
    mode,
    options: (host) => ({
      host,
      rejectUnauthorized: checksChain,
      ...(trusted === null ? {} : { ca: trusted }),
      ...(cert === null || key === null ? {} : { cert, key }),
      checkServerIdentity: (_name, certificate) => (checksName ? checkName(host, certificate) : undefined),
      minVersion: 'TLSv1.2',
    }),
  };
}

async function readPem(path: string, field: CertificateField): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? cause.code : null;
    const why = code === 'ENOENT' ? 'does not exist' : code === 'EACCES' ? 'may not be read' : 'can’t be read';
    throw new AppError(
      'bad_request',
      `The file ${path} ${why}`,
      { subject: field, advice: 'Choose another file.' },
      { cause },
    );
  });
  try {
    // The text may hold several; the first one tells whether it is what it should be.
    if (field === 'key') createPrivateKey(text);
    else new X509Certificate(text);
  } catch (cause) {
    const isEncrypted = field === 'key' && /ENCRYPTED/.test(text);
    const what = field === 'key' ? 'private key' : 'certificate';
    throw new AppError(
      'bad_request',
      isEncrypted
        ? `The key ${path} is encrypted with a passphrase`
        : `The file ${path} holds no ${what} in the PEM format`,
      {
        subject: field,
        advice: isEncrypted ? 'Give a key without one (openssl pkey makes it).' : 'Choose a PEM file (“-----BEGIN …”).',
      },
      { cause },
    );
  }
  return text;
}

function checkPair(cert: string | null, key: string | null, config: PostgresConfig): void {
  if (cert === null || key === null) return;
  if (new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))) return;
  throw new AppError('bad_request', `The key ${config.sslkey} does not belong to the certificate ${config.sslcert}`, {
    subject: 'key',
    advice: 'Choose the key that was made with the certificate.',
  });
}

/**
 * Node checks names as RFC 6125 says. libpq also takes the common name for an address when the certificate has no
 * alternative names at all, as certificates made by hand often have none.
 */
function checkName(host: string, certificate: PeerCertificate): Error | undefined {
  const refused = checkServerIdentity(host, certificate);
  if (!refused || isIP(host) === 0 || certificate.subjectaltname !== undefined) return refused;
  const { CN: name } = certificate.subject;
  return [name].flat().includes(host) ? undefined : refused;
}
