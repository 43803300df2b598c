import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { type DesktopCommand, desktopChannels } from '../../shared/transport/desktop-bridge.ts';
import { productVersion } from '../host/launch/places.ts';
import type { DesktopProgram } from './desktop-program.ts';
import type { ElectronParts } from './electron-parts.ts';
import type { MainWindow } from './main-window.ts';
import { menuTemplate } from './menu-template.ts';

export interface MenuOwner {
  readonly main: MainWindow;
  readonly chooseProject: () => Promise<void>;
  /** The folder of the logs. */
  readonly logs: string;
  readonly program: Pick<DesktopProgram, 'platform'>;
  readonly log: Logger;
}

/** Shows the menu of the application, and shows it anew when the commands of the page change. */
export function showMenu(
  electron: Pick<ElectronParts, 'Menu' | 'dialog' | 'shell'>,
  { main, chooseProject, logs, program, log }: MenuOwner,
): { setCommands(commands: readonly DesktopCommand[]): void } {
  const report = (error: unknown) => log.error({ err: error }, 'a command of the menu failed');
  let shown: readonly DesktopCommand[] = [];
  function build(commands: readonly DesktopCommand[]): void {
    shown = commands;
    const template = menuTemplate({
      platform: program.platform,
      commands,
      runCommand: (id) => main.send(desktopChannels.command, id),
      chooseProject: () => void chooseProject().catch(report),
      showLogs: () =>
        void electron.shell.openPath(logs).then((problem) => {
          if (problem !== '') report(new Error(problem));
        }, report),
      showAbout: () =>
        void electron.dialog
          .showMessageBox({
            type: 'info',
            message: 'Storeroom',
            detail: `Version ${productVersion()}`,
            buttons: ['OK'],
          })
          .catch(report),
    });
    electron.Menu.setApplicationMenu(electron.Menu.buildFromTemplate(template));
  }
  build([]);
  return {
    setCommands: (commands) => {
      if (!isDeepStrictEqual(commands, shown)) build(commands);
    },
  };
}
