import type { BrowserContext, Page } from 'playwright-core';
import { appOrigin } from '../../electron/shell/app-scheme.ts';
import { findBridge } from '../../renderer/host/desktop-bridge.ts';
import { desktopBridgeName, portMessage } from '../../shared/transport/desktop-bridge.ts';
import { messagePortChannel } from '../../shared/transport/message-port-channel.ts';
import { loadedPage } from './fake-desktop.ts';
import type { FakeElectron } from './fake-electron/fake-electron.ts';

/** Stands for `storeroom://app`, which only Electron's Chromium can be taught. Secure, as that is. */
const standIn = 'http://storeroom.localhost';

/** What the script below gets from this side, and this side from it. */
interface Wires {
  storeroomToMain(name: string, values: unknown[]): Promise<unknown>;
  storeroomToHost(frame: string): Promise<void>;
  storeroomFromHost?: (frame: string | null) => void;
  storeroomListeners?: Record<string, (value: string) => void>;
}

/**
 * Shows the built page in a real browser on top of the shell under the fake: its requests are answered by
 * `protocol.handle`, its bridge is the preload's, its calls go over the port the preload hands over.
 */
export async function showInChromium(context: BrowserContext, fake: FakeElectron): Promise<Page> {
  const inner = await loadedPage(fake);
  const bridge = findBridge(inner.world);
  if (!bridge) throw new Error('The preload gave the page no bridge');
  await context.route(`${standIn}/**`, async (route) => {
    const request = route.request();
    const { pathname, search } = new URL(request.url());
    const body = request.postDataBuffer();
    const response = await fake.window().webContents.fetch(`${appOrigin}${pathname}${search}`, {
      method: request.method(),
      headers: request.headers(),
      ...(body === null ? {} : { body: new Uint8Array(body) }),
    });
    await route.fulfill({
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: Buffer.from(await response.arrayBuffer()),
    });
  });
  const page = await context.newPage();
  const port = new Promise<MessagePort>((resolve) => {
    inner.addEventListener('message', (event) => {
      const [given] = event.ports;
      if (given) resolve(given);
    });
  });
  await page.exposeFunction('storeroomToHost', async (frame: string) => (await port).postMessage(frame));
  await page.exposeFunction('storeroomToMain', async (name: string, values: unknown[]) => {
    if (name === 'connect') {
      bridge.connect();
      const channel = messagePortChannel(await port);
      const tell = (frame: string | null) =>
        page.evaluate((text) => (window as unknown as Wires).storeroomFromHost?.(text), frame).catch(() => undefined);
      channel.onMessage((frame) => void tell(String(frame)));
      channel.onClose(() => void tell(null));
      return null;
    }
    if (name === 'onCommand' || name === 'onOpenProject') {
      const pass = (value: string) =>
        page.evaluate(([to, what]) => (window as unknown as Wires).storeroomListeners?.[to]?.(what), [
          name,
          value,
        ] as const);
      bridge[name](values[0] === true ? (value) => void pass(value) : null);
      return null;
    }
    // The other names of the bridge, called by the script below with their own values.
    return Reflect.apply(Object(bridge)[name], undefined, values) ?? null;
  });
  await page.addInitScript(pageBridge, { name: desktopBridgeName, message: portMessage });
  await page.goto(`${standIn}/`);
  return page;
}

/** Runs in the page, before it: the bridge as the preload would expose it. */
function pageBridge({ name, message }: { name: string; message: string }): void {
  // Exposed to the page by `showInChromium`.
  const wires = window as unknown as Wires;
  const listeners: Record<string, (value: string) => void> = {};
  wires.storeroomListeners = listeners;
  const listen = (to: string) => (listener: ((value: string) => void) | null) => {
    if (listener) listeners[to] = listener;
    else delete listeners[to];
    void wires.storeroomToMain(to, [listener !== null]);
  };
  const call =
    (to: string) =>
    (...values: unknown[]) =>
      wires.storeroomToMain(to, values);
  Object.defineProperty(window, name, {
    value: {
      connect: () => {
        const { port1, port2 } = new MessageChannel();
        port2.onmessage = ({ data }) => void wires.storeroomToHost(String(data));
        let given: MessagePort | undefined;
        window.addEventListener('message', ({ ports }) => {
          given ??= ports[0];
        });
        wires.storeroomFromHost = (frame) => {
          if (frame !== null) port2.postMessage(frame);
          // Electron adds this event to the ports of pages (tutorial/message-ports: "Extension: close event").
          else given?.dispatchEvent(new Event('close'));
        };
        window.postMessage(message, '*', [port1]);
        void wires.storeroomToMain('connect', []);
      },
      onCommand: listen('onCommand'),
      onOpenProject: listen('onOpenProject'),
      setUnsaved: call('setUnsaved'),
      setCommands: call('setCommands'),
      chooseProject: call('chooseProject'),
      choosePath: call('choosePath'),
      openExternal: call('openExternal'),
      pathForFile: () => '',
    },
  });
}
