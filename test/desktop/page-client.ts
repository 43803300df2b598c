import { createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { findBridge } from '../../renderer/host/desktop-bridge.ts';
import { messagePortConnector } from '../../renderer/host/message-port-connection.ts';
import { createReconnectingTransport } from '../../renderer/host/reconnecting-transport.ts';
import type { Transport } from '../../renderer/host/transport.ts';
import type { Contract } from '../../shared/contract/index.ts';
import type { DesktopBridge } from '../../shared/transport/desktop-bridge.ts';
import type { FakePage } from './fake-electron/page.ts';

/** The renderer's own connection, in the page of a fake window. */
export interface PageClient {
  readonly bridge: DesktopBridge;
  readonly transport: Transport;
  readonly calls: ContractRouterClient<Contract>;
}

export function connectPage(page: FakePage): PageClient {
  const bridge = findBridge(page.world);
  if (!bridge) throw new Error('The preload gave the page no bridge');
  const transport = createReconnectingTransport(messagePortConnector(bridge, page));
  return { bridge, transport, calls: createORPCClient(transport.link) };
}
