import type { CustomScheme, Protocol } from 'electron';
import type { FakeApp } from './app.ts';
import { ElectronRule } from './rule.ts';

type Members = 'handle' | 'isProtocolHandled' | 'registerSchemesAsPrivileged';
type Handler = Parameters<Protocol['handle']>[1];

export interface AskOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
  /** The page that asks; absent for what the main process loads itself. `null` is an opaque origin. */
  readonly from?: string | null;
}

export class FakeProtocol implements Pick<Protocol, Members> {
  readonly #app: FakeApp;
  readonly #handlers = new Map<string, Handler>();
  #schemes: readonly CustomScheme[] | null = null;

  constructor(app: FakeApp) {
    this.#app = app;
  }

  registerSchemesAsPrivileged(schemes: CustomScheme[]): void {
    const source =
      'api/protocol: registerSchemesAsPrivileged: "can only be used before the ready event of the app module gets emitted and can be called only once"';
    if (this.#app.isReady()) {
      throw new ElectronRule('protocol.registerSchemesAsPrivileged should be called before app is ready', source);
    }
    if (this.#schemes !== null) {
      throw new ElectronRule('protocol.registerSchemesAsPrivileged should be called only once', source);
    }
    this.#schemes = schemes;
  }

  handle(scheme: string, handler: Handler): void {
    if (!this.#app.isReady()) {
      throw new ElectronRule(
        'Session can only be received when app is ready',
        'api/protocol: "All methods unless specified can only be used after the ready event of the app module gets emitted"',
      );
    }
    if (this.#handlers.has(scheme)) {
      throw new ElectronRule(`Failed to register protocol: ${scheme}`, 'api/protocol: protocol.handle');
    }
    this.#handlers.set(scheme, handler);
  }

  isProtocolHandled(scheme: string): boolean {
    return this.#handlers.has(scheme);
  }

  privilegesOf(scheme: string): NonNullable<CustomScheme['privileges']> {
    return this.#schemes?.find((entry) => entry.scheme === scheme)?.privileges ?? {};
  }

  /** A request as Chromium makes it. @throws as `fetch` in a page does when the address leads nowhere */
  async ask(address: string, { method = 'GET', headers = {}, body, from }: AskOptions = {}): Promise<Response> {
    const scheme = new URL(address).protocol.slice(0, -1);
    const handler = this.#handlers.get(scheme);
    if (handler === undefined) throw new TypeError(`net::ERR_UNKNOWN_URL_SCHEME ${scheme}`);
    const request = new Request(address, { method, headers, ...(body === undefined ? {} : { body }) });
    // api/protocol: protocol.handle: "request.initiatorOrigin is set to the origin that issued the request (…, or null for
    // an opaque origin) when web content made it; it is absent for requests the browser started itself".
    if (from !== undefined) Object.defineProperty(request, 'initiatorOrigin', { value: from, enumerable: true });
    const response: unknown = await handler(request);
    if (!(response instanceof Response)) {
      throw new ElectronRule(
        'net::ERR_UNEXPECTED',
        'api/protocol: "Either a Response or a Promise<Response> can be returned"',
      );
    }
    return response;
  }
}
