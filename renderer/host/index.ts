export { toAppError } from './app-error.ts';
export { ConnectionLost } from './connection-lost.ts';
export { desktopBridge } from './desktop-bridge.ts';
export {
  type HostApi,
  type HostClient,
  HostProvider,
  SessionGate,
  useApi,
  useBytesPrefix,
  useClient,
  useConnection,
  useRetryConnection,
  useSession,
} from './host-provider.tsx';
export { messagePortConnector } from './message-port-connection.ts';
export {
  changesPath,
  editProjectPath,
  galleryPath,
  keysPath,
  logPagePath,
  modelPath,
  newProjectPath,
  projectPath,
  projectsPath,
  relatedFilesPath,
  settingsPath,
} from './paths.ts';
export {
  ProjectProvider,
  useColumnWidths,
  useProject,
  useWorkspace,
  useWorkspaceStore,
} from './project-provider.tsx';
export { createQueryClient, hashQueryKey } from './query-client.ts';
export { createReconnectingTransport } from './reconnecting-transport.ts';
export { useApplySettings, useKnownSettings, useSettings, useTimeZone } from './settings.ts';
export { storageName } from './storage-name.ts';
export { forgetToken, hasToken, takeToken } from './token.ts';
export type { Connection, ConnectionState, Transport } from './transport.ts';
export { connectWebSocket } from './websocket-connection.ts';
