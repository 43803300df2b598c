import { createCipheriv, createDecipheriv, randomBytes, type ScryptOptions, scrypt } from 'node:crypto';
import { z } from 'zod';

/**
 * Cost of scrypt (RFC 7914). N = 2^17, r = 8, p = 1 is what OWASP's Password Storage Cheat Sheet asks for at least: 128 MB
 * and some hundred milliseconds for each guess. Stored beside the vault, so that later versions can ask for more.
 */
const parametersSchema = z.strictObject({
  kind: z.literal('scrypt'),
  salt: z.string().regex(/^[0-9a-f]{32,}$/),
  cost: z
    .number()
    .int()
    .min(2 ** 14)
    .max(2 ** 22),
  blockSize: z.number().int().min(8).max(64),
  parallelization: z.number().int().min(1).max(16),
});
export type KeyParameters = z.infer<typeof parametersSchema>;

/** @throws ZodError, SyntaxError for what {@link newParameters} has not made */
export function parseParameters(json: string): KeyParameters {
  return parametersSchema.parse(JSON.parse(json));
}

export function newParameters(): KeyParameters {
  return { kind: 'scrypt', salt: randomBytes(16).toString('hex'), cost: 2 ** 17, blockSize: 8, parallelization: 1 };
}

const keyBytes = 32;

/** The same passphrase however its letters are composed (NFC), as keyboards of different systems write them. */
export function deriveKey(passphrase: string, parameters: KeyParameters): Promise<Buffer> {
  const { cost, blockSize, parallelization } = parameters;
  const options: ScryptOptions = { cost, blockSize, parallelization, maxmem: 256 * cost * blockSize };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), Buffer.from(parameters.salt, 'hex'), keyBytes, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}

/** First byte of everything sealed: AES-256-GCM, 96-bit nonce, 128-bit tag. */
const version = 1;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * Seals a text: version, nonce, ciphertext, tag. A new random nonce each time: under one key 2^32 of them are safe (NIST
 * SP 800-38D, 8.3).
 * @param context what it belongs to; it opens with the same context only
 */
export function seal(key: Uint8Array, secret: string, context: readonly string[]): Uint8Array {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  cipher.setAAD(bound(context));
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return new Uint8Array(Buffer.concat([Buffer.of(version), nonce, text, cipher.getAuthTag()]));
}

/** @returns `null` for what was sealed with another key or context, was damaged, or is not ours */
export function open(key: Uint8Array, sealed: Uint8Array, context: readonly string[]): string | null {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes.length < 1 + nonceBytes + tagBytes || bytes[0] !== version) return null;
  const nonce = bytes.subarray(1, 1 + nonceBytes);
  const text = bytes.subarray(1 + nonceBytes, -tagBytes);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(bound(context));
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  try {
    return Buffer.concat([decipher.update(text), decipher.final()]).toString('utf8');
  } catch {
    // The one thing that `final` can say is that key, context or bytes do not belong together.
    return null;
  }
}

/** Lists of texts that differ give bytes that differ: JSON keeps where one ends and the next begins. */
function bound(context: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify(['storeroom', version, ...context]), 'utf8');
}
