import { EventEmitter } from 'node:events';
import type { Session, WebContents, WebRequestFilter } from 'electron';
import type { FakeWebContents } from './web-contents.ts';

type RequestHandler = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>;
type CheckHandler = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>;
type BeforeRequest = (
  details: { readonly url: string; readonly resourceType: 'xhr' },
  decide: (answer: { cancel?: boolean }) => void,
) => void;

type Members =
  | 'setDevicePermissionHandler'
  | 'setPermissionCheckHandler'
  | 'setPermissionRequestHandler'
  | 'setSpellCheckerEnabled';

export class FakeSession extends EventEmitter implements Pick<Session, Members> {
  isSpellCheckerEnabled = true;
  // Without handlers, everything is granted (api/session: ses.setPermissionRequestHandler).
  #request: RequestHandler | null = null;
  #check: CheckHandler | null = null;
  #device: Parameters<Session['setDevicePermissionHandler']>[0] = null;
  #beforeRequest: { readonly patterns: readonly RegExp[]; readonly decide: BeforeRequest } | null = null;

  readonly webRequest = {
    onBeforeRequest: (filter: WebRequestFilter, decide: BeforeRequest): void => {
      this.#beforeRequest = { patterns: filter.urls.map(patternOf), decide };
    },
  };

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.#request = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#check = handler;
  }

  setDevicePermissionHandler(handler: Parameters<Session['setDevicePermissionHandler']>[0]): void {
    this.#device = handler;
  }

  setSpellCheckerEnabled(enable: boolean): void {
    this.isSpellCheckerEnabled = enable;
  }

  /** A page asks for a permission: a check, then a request (api/session). */
  async asksFor(contents: FakeWebContents, permission: Parameters<RequestHandler>[1]): Promise<boolean> {
    const { origin, url } = contents.mainFrame;
    const details = { isMainFrame: true, requestingUrl: url };
    // A handler is given the contents and may compare them; it knows no other member.
    const given = contents as unknown as WebContents;
    if (this.#check !== null && !this.#check(given, permission, `${origin}/`, details)) return false;
    const handler = this.#request;
    if (handler === null) return true;
    return new Promise((resolve) => handler(given, permission, resolve, details));
  }

  allowsDevices(): boolean {
    return this.#device?.({ deviceType: 'usb', origin: 'storeroom://app', device: {} as never }) ?? true;
  }

  /** Whether a request of a page may leave. */
  lets(address: string): boolean {
    if (!this.#beforeRequest?.patterns.some((pattern) => pattern.test(address))) return true;
    let isLet = true;
    this.#beforeRequest.decide({ url: address, resourceType: 'xhr' }, ({ cancel }) => {
      isLet = cancel !== true;
    });
    return isLet;
  }

  /** A link with `download`, or an attachment, is followed. @returns what the save dialog proposes; `null` when refused */
  download(address: string, fileName: string): string | null {
    let proposed = fileName;
    let isRefused = false;
    const item = Object.assign(new EventEmitter(), {
      getURL: () => address,
      getFilename: () => fileName,
      setSaveDialogOptions: (options: { defaultPath?: string }) => {
        proposed = options.defaultPath ?? proposed;
      },
    });
    this.emit('will-download', { preventDefault: () => (isRefused = true) }, item);
    return isRefused ? null : proposed;
  }
}

/** Match patterns as Chromium's extensions have them. */
function patternOf(pattern: string): RegExp {
  return new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
}
