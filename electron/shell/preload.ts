import { contextBridge, ipcRenderer, webUtils } from 'electron';
import {
  type DesktopBridge,
  desktopBridgeName,
  desktopChannels,
  portMessage,
} from '../../shared/transport/desktop-bridge.ts';

// Runs before the page, in a world of its own (context isolation) and in the sandbox: one CommonJS file, with hardly any
// of Node. It hands over one MessagePort and a few functions; nothing of Electron's itself gets into the page.

/** What a preload sees of its page; the DOM's own types are not known on this side of the project. */
declare const window: {
  postMessage(message: unknown, targetOrigin: string, transfer: readonly object[]): void;
};

const { port1: pagePort, port2: hostPort } = new MessageChannel();
ipcRenderer.postMessage(desktopChannels.connect, null, [hostPort]);
let isHandedOver = false;

let onCommand: ((id: string) => void) | null = null;
ipcRenderer.on(desktopChannels.command, (_event, id: unknown) => onCommand?.(String(id)));

let onOpenProject: ((project: string) => void) | null = null;
let waitingProject: string | null = null;
ipcRenderer.on(desktopChannels.openProject, (_event, project: unknown) => {
  if (onOpenProject) onOpenProject(String(project));
  else waitingProject = String(project);
});

const bridge: DesktopBridge = {
  connect: () => {
    if (isHandedOver) return;
    isHandedOver = true;
    // Objects can't take a port along across the bridge, a message of the window can. It goes to this very window, and
    // only its own page is in it: the origin needs no check.
    window.postMessage(portMessage, '*', [pagePort]);
  },
  setUnsaved: (count) => ipcRenderer.send(desktopChannels.unsaved, count),
  setCommands: (commands) => ipcRenderer.send(desktopChannels.commands, commands),
  onCommand: (listener) => {
    onCommand = listener;
  },
  onOpenProject: (listener) => {
    onOpenProject = listener;
    if (listener === null || waitingProject === null) return;
    listener(waitingProject);
    waitingProject = null;
  },
  chooseProject: async () => {
    await ipcRenderer.invoke(desktopChannels.chooseProject);
  },
  choosePath: async (kind) => {
    const path: unknown = await ipcRenderer.invoke(desktopChannels.choosePath, kind);
    return typeof path === 'string' ? path : null;
  },
  // The main process answers with a boolean, after the person did.
  openExternal: async (address) => (await ipcRenderer.invoke(desktopChannels.openExternal, address)) === true,
  // Throws for what is no File, as it should.
  pathForFile: (file) => webUtils.getPathForFile(file as Parameters<typeof webUtils.getPathForFile>[0]),
};

contextBridge.exposeInMainWorld(desktopBridgeName, bridge);
