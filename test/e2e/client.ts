import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket as NodeWebSocket } from 'ws';
import { connectWebSocket } from '../../renderer/host/websocket-connection.ts';
import type { Contract } from '../../shared/contract/index.ts';
import { rpcPath } from '../../shared/transport/protocol.ts';

export interface ConnectedClient extends Disposable {
  readonly calls: ContractRouterClient<Contract>;
}

/** The window's own client, outside a browser. */
export async function connectTo(app: { readonly origin: string; readonly token: string }): Promise<ConnectedClient> {
  // A browser tells its origin by itself; Node's client does not.
  class PageSocket extends NodeWebSocket {
    constructor(address: string) {
      super(address, { origin: app.origin });
    }
  }
  // The two classes have the same members, as far as the client uses them.
  globalThis.WebSocket = PageSocket as unknown as typeof WebSocket;
  const connection = connectWebSocket(`${app.origin.replace('http', 'ws')}${rpcPath}`, app.token);
  await connection.opened;
  return { calls: createORPCClient(connection.link), [Symbol.dispose]: () => connection.close() };
}
