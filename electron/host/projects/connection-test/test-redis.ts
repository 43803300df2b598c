import { AppError } from '../../../../shared/domain/app-error.ts';
import { openReadingConnection } from '../../redis/reading-connection.ts';
import { parseRedisEndpoint } from '../../redis/redis-endpoint.ts';
import { readServerFacts, readSize } from '../../redis/server-facts.ts';
import type { Operation } from '../../storage/connector.ts';
import type { Found } from './run-test.ts';

const field = 'redisUrl';

/** Connects, asks for the version and the number of keys, and leaves. @throws AppError with the field as `subject` */
export async function testRedis(url: string, password: string | null, { signal }: Operation): Promise<Found> {
  try {
    const endpoint = parseRedisEndpoint(url, '/');
    const opening = openReadingConnection({ ...endpoint, password: password ?? endpoint.password }, endpoint.db);
    signal.addEventListener('abort', () => void opening.then((late) => late.close()).catch(() => undefined));
    const connection = await opening;
    try {
      const { version, isLoading } = await readServerFacts(connection);
      const keys = isLoading ? null : await readSize(connection);
      const notes = [
        endpoint.kind === 'socket' ? 'Local socket' : endpoint.tls ? 'Encrypted (TLS)' : 'Not encrypted',
        ...(isLoading ? ['It is loading its data'] : []),
        ...(keys === null ? [] : [keys === 1 ? 'One key' : `${keys.toLocaleString('en')} keys`]),
      ];
      return { version, notes };
    } finally {
      connection.close();
    }
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { advice = '' } = error.detail;
    // Advice for a project file that is written by hand makes no sense in a form.
    const inForm = advice.replace(/,? or correct the address in storeroom\.json/, ', or correct the address');
    throw new AppError(error.code, error.message, { subject: field, advice: inForm }, { cause: error });
  }
}
