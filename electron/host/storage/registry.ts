import type { Connector } from './connector.ts';
import { postgresConnector } from './postgres/connector.ts';
import { sqliteConnector } from './sqlite/connector.ts';

/**
 * Every kind of store a project can name. A connector's configuration is checked by its own schema right before it is
 * opened, so that the list can hold connectors of different configurations.
 */
const connectors: readonly Connector<never>[] = [
  sqliteConnector as Connector<never>,
  postgresConnector as Connector<never>,
];

export function findConnector(kind: string): Connector<never> | null {
  return connectors.find((connector) => connector.kind === kind) ?? null;
}

export function connectorKinds(): readonly string[] {
  return connectors.map(({ kind }) => kind);
}
