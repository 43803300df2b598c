import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** PEM texts. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

export interface Authority extends Certificate {
  /** @param alternatives host names; none for a certificate that has a common name only */
  issue(name: string, alternatives?: readonly string[]): Certificate;
}

/** An authority of one's own, good for two days. */
export function makeAuthority(name: string): Authority {
  const own = newKey();
  const certificate = writeCertificate({
    subject: name,
    issuer: name,
    own,
    signer: own.privateKey,
    extensions: [isAuthority],
  });
  return {
    certificate,
    key: pemOf(own.privateKey),
    issue: (subject, alternatives = []) => {
      const key = newKey();
      const extensions = alternatives.length > 0 ? [alternativeNames(alternatives)] : [];
      return {
        certificate: writeCertificate({ subject, issuer: name, own: key, signer: own.privateKey, extensions }),
        key: pemOf(key.privateKey),
      };
    },
  };
}

interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

function newKey(): KeyPair {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function pemOf(key: KeyObject): string {
  return String(key.export({ type: 'pkcs8', format: 'pem' }));
}

/** One value in DER, the encoding of certificates (https://www.itu.int/rec/T-REC-X.690). */
function der(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  if (body.length < 128) return Buffer.concat([Buffer.from([tag, body.length]), body]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length);
  const bytes = length.subarray(length.findIndex((byte) => byte !== 0));
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length]), bytes, body]);
}

const sequence = (...content: readonly Buffer[]) => der(0x30, ...content);
const objectId = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const bits = (content: Buffer) => der(0x03, Buffer.from([0]), content);

/** ecdsa-with-SHA256 */
const signatureKind = sequence(objectId('2a8648ce3d040302'));
const commonName = (name: string) => sequence(der(0x31, sequence(objectId('550403'), der(0x0c, Buffer.from(name)))));
const extension = (id: string, content: Buffer) => sequence(objectId(id), der(0x04, content));
/** basicConstraints: cA TRUE */
const isAuthority = extension('551d13', sequence(der(0x01, Buffer.from([0xff]))));
/** subjectAltName: dNSName */
const alternativeNames = (names: readonly string[]) =>
  extension('551d11', sequence(...names.map((name) => der(0x82, Buffer.from(name)))));

const utcTime = (at: number) =>
  der(0x17, Buffer.from(`${new Date(at).toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`));

interface Wanted {
  readonly subject: string;
  readonly issuer: string;
  readonly own: KeyPair;
  readonly signer: KeyObject;
  readonly extensions: readonly Buffer[];
}

/** https://www.rfc-editor.org/rfc/rfc5280#section-4.1 */
function writeCertificate({ subject, issuer, own, signer, extensions }: Wanted): string {
  const day = 86_400_000;
  const serial = Buffer.concat([Buffer.from([1]), randomBytes(8)]);
  const content = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, serial),
    signatureKind,
    commonName(issuer),
    sequence(utcTime(Date.now() - day), utcTime(Date.now() + 2 * day)),
    commonName(subject),
    own.publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length > 0 ? [der(0xa3, sequence(...extensions))] : []),
  );
  const certificate = sequence(content, signatureKind, bits(sign('sha256', content, signer)));
  const lines = certificate.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
