import { onTestFinished } from 'vitest';
import { nodeEnvironment } from '../../server/node-environment.ts';
import { createHost, type Host, type HostOptions } from '../create-host.ts';
import { type HostLog, openHostLog } from '../log/host-log.ts';

export interface TestHost {
  readonly host: Host;
  readonly hostLog: HostLog;
  close(): Promise<void>;
}

/** A host on a data folder, with the log it has there: until it is closed, at the latest until the test is over. */
export async function startTestHost(
  dataDirectory: string,
  options: Pick<HostOptions, 'cacheDirectory'> & Partial<HostOptions>,
): Promise<TestHost> {
  const hostLog = openHostLog(`${dataDirectory}/logs`);
  const host = await createHost({
    environment: nodeEnvironment({ dataDirectory, log: hostLog.log, version: '0.0.0-test' }),
    hostLog,
    token: 'a token for this test only',
    form: 'browser',
    readOnly: false,
    ...options,
  });
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    await host.close();
    await hostLog.flush();
  };
  onTestFinished(close);
  return { host, hostLog, close };
}
