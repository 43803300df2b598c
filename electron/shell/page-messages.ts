import type { IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Channel } from '../../shared/transport/channel.ts';
import {
  type ChosenPath,
  chosenPaths,
  type DesktopCommand,
  desktopChannels,
} from '../../shared/transport/desktop-bridge.ts';
import { appOrigin } from './app-scheme.ts';
import type { ElectronParts } from './electron-parts.ts';
import { messagePortMainChannel } from './message-port-main-channel.ts';

/** What the page may ask of the main process. */
export interface PageWishes {
  /** The page of the main window; nothing else is listened to. */
  readonly contents: () => WebContents | null;
  connect(channel: Channel): void;
  setUnsaved(count: number): void;
  setCommands(commands: readonly DesktopCommand[]): void;
  chooseProject(): Promise<void>;
  choosePath(kind: ChosenPath): Promise<string | null>;
  openExternal(contents: WebContents, address: string): Promise<boolean>;
}

const countSchema = z.number().int().nonnegative();
const addressSchema = z.string().max(20_000);
const commandsSchema = z
  .array(
    z.strictObject({
      id: z.string().max(60),
      label: z.string().max(200),
      keys: z.string().max(60),
      canRun: z.boolean(),
    }),
  )
  .max(300);

/**
 * Listens to the preload. Every message is checked for its sender first: it must be the main frame of our own window and
 * show our own page (Electron: tutorial/security, "Validate the sender of all IPC messages"); then for its shape.
 */
export function listenToPage({ ipcMain }: Pick<ElectronParts, 'ipcMain'>, wishes: PageWishes, log: Logger): void {
  function isOwnPage({ sender, senderFrame }: IpcMainEvent | IpcMainInvokeEvent): boolean {
    return (
      sender === wishes.contents() &&
      // `null` when the frame has gone elsewhere since.
      senderFrame !== null &&
      senderFrame.parent === null &&
      senderFrame.origin === appOrigin
    );
  }

  function on<T>(channel: string, schema: z.ZodType<T>, act: (value: T, event: IpcMainEvent) => void): void {
    ipcMain.on(channel, (event, ...given: unknown[]) => {
      const value = schema.safeParse(given[0]);
      if (isOwnPage(event) && value.success) {
        act(value.data, event);
        return;
      }
      log.warn({ channel, isOwnPage: isOwnPage(event) }, 'a message to the main process was refused');
      for (const port of event.ports) port.close();
    });
  }

  function handle<T, Answer>(
    channel: string,
    schema: z.ZodType<T>,
    act: (value: T, event: IpcMainInvokeEvent) => Promise<Answer>,
  ): void {
    ipcMain.handle(channel, async (event, ...given: unknown[]) => {
      const value = schema.safeParse(given[0]);
      if (isOwnPage(event) && value.success) return act(value.data, event);
      log.warn({ channel, isOwnPage: isOwnPage(event) }, 'a message to the main process was refused');
      throw new Error('Refused');
    });
  }

  on(desktopChannels.connect, z.null(), (_value, event) => {
    const [port] = event.ports;
    if (port) wishes.connect(messagePortMainChannel(port));
  });
  on(desktopChannels.unsaved, countSchema, (count) => wishes.setUnsaved(count));
  on(desktopChannels.commands, commandsSchema, (commands) => wishes.setCommands(commands));
  handle(desktopChannels.chooseProject, z.undefined(), () => wishes.chooseProject());
  handle(desktopChannels.choosePath, z.enum(chosenPaths), (kind) => wishes.choosePath(kind));
  handle(desktopChannels.openExternal, addressSchema, (address, { sender }) => wishes.openExternal(sender, address));
}
