import { once } from 'node:events';
import { isIP, Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { AppError } from '../../../../../shared/domain/app-error.ts';
import { socketError, tlsError } from './connection-error.ts';
import type { HostAddress } from './host-list.ts';
import type { TlsPlan } from './tls-plan.ts';

export interface OpenSocket {
  readonly socket: Socket;
  /** `TLS 1.3`; `null` when what is sent can be read on its way. */
  readonly encryption: string | null;
}

/**
 * Opens a connection and encrypts it where the plan says so; not a word of PostgreSQL's own protocol is spoken, and no
 * password is sent, before the certificate has been checked. Both what connects and what cancels begin here.
 *
 * @throws AppError that names the host and the next step
 */
export async function openSocket(address: HostAddress, tls: TlsPlan, signal: AbortSignal): Promise<OpenSocket> {
  const socket = await connectSocket(address, signal);
  // libpq: a socket in the file system is never encrypted, whatever the mode.
  if (address.isSocket || tls.mode === 'disable') return { socket, encryption: null };
  try {
    const answer = await askForTls(socket, address, signal);
    if (answer === 'S') return await shakeHands(socket, address, tls, signal);
    if (answer === 'N' && tls.mode === 'prefer') return { socket, encryption: null };
    if (answer === 'N') {
      throw new AppError('connection', `The server at ${address.label} offers no encryption`, {
        subject: 'sslMode',
        advice: 'Choose “prefer” or “disable”, or turn TLS on at the server.',
      });
    }
    throw new AppError('connection', `What answers at ${address.label} is no PostgreSQL server`, {
      subject: 'port',
      advice: 'Check host and port.',
    });
  } catch (error) {
    socket.destroy();
    if (!(error instanceof HandshakeRefused)) throw error;
    if (tls.mode !== 'prefer') throw error.reason;
    return { socket: await connectSocket(address, signal), encryption: null };
  }
}

/** The server speaks TLS, and no common ground was found: `prefer` goes on without. */
class HandshakeRefused extends Error {
  readonly reason: AppError;

  constructor(reason: AppError) {
    super(reason.message, { cause: reason });
    this.reason = reason;
  }
}

async function connectSocket(address: HostAddress, signal: AbortSignal): Promise<Socket> {
  signal.throwIfAborted();
  const socket = new Socket();
  socket.setNoDelay(true);
  // Tells the system to find out that the other end is gone, after half a minute of silence.
  socket.setKeepAlive(true, 30_000);
  try {
    if (address.isSocket) socket.connect({ path: `${address.host}/.s.PGSQL.${address.port}` });
    else {
      // The default of 250 ms for each address of a name is too short for a server far away.
      const attempts = { autoSelectFamily: true, autoSelectFamilyAttemptTimeout: 2000 };
      socket.connect({ host: address.host, port: address.port, ...attempts });
    }
    await once(socket, 'connect', { signal });
    return socket;
  } catch (error) {
    socket.destroy();
    // A socket that is destroyed while it connects may still report why.
    socket.on('error', () => {});
    signal.throwIfAborted();
    throw socketError(error, address);
  }
}

/** https://www.postgresql.org/docs/18/protocol-message-formats.html: SSLRequest. */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

/** @returns the one byte the server answers with */
async function askForTls(socket: Socket, address: HostAddress, signal: AbortSignal): Promise<string> {
  const answer = new Promise<Buffer>((resolve, reject) => {
    const ended = () => reject(socketError(new Error('The connection was closed'), address));
    const failed = (error: Error) => reject(socketError(error, address));
    const aborted = () => reject(signal.reason);
    socket.once('end', ended).once('error', failed);
    signal.addEventListener('abort', aborted, { once: true });
    socket.once('data', (chunk: Buffer) => {
      socket.pause();
      socket.off('end', ended).off('error', failed);
      signal.removeEventListener('abort', aborted);
      resolve(chunk);
    });
  });
  socket.write(sslRequest);
  const chunk = await answer;
  // More than the one byte was put there by somebody in between, to be taken for what comes after the handshake
  // (CVE-2021-23222).
  if (chunk.length > 1 && (chunk[0] === 0x53 || chunk[0] === 0x4e)) {
    throw new AppError('connection', `The answer of ${address.label} was tampered with`, {
      subject: 'host',
      advice: 'Something between here and the server changes what is sent.',
    });
  }
  return chunk.toString('latin1', 0, 1);
}

async function shakeHands(
  socket: Socket,
  address: HostAddress,
  tls: TlsPlan,
  signal: AbortSignal,
): Promise<{ socket: TLSSocket; encryption: string }> {
  const options = tls.options(address.host);
  // An address may not be given as a server name (RFC 6066, section 3).
  const name = isIP(address.host) === 0 ? { servername: address.host } : {};
  let secure: TLSSocket;
  try {
    secure = connectTls({ ...options, ...name, socket });
  } catch (error) {
    throw tlsError(error, address);
  }
  try {
    await once(secure, 'secureConnect', { signal });
  } catch (error) {
    secure.destroy();
    secure.on('error', () => {});
    signal.throwIfAborted();
    throw new HandshakeRefused(tlsError(error, address));
  }
  const protocol = secure.getProtocol();
  return { socket: secure, encryption: protocol === null ? 'TLS' : protocol.replace('TLSv', 'TLS ') };
}
