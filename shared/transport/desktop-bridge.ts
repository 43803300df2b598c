/** The property of the page's `window` that the desktop window has and a browser has not. */
export const desktopBridgeName = 'storeroomDesktop';

/** The window message by which the preload hands the one MessagePort over to the page. */
export const portMessage = 'storeroom:port';

/** A command of the page, for the menu of the application. */
export interface DesktopCommand {
  /** Comes back when it is chosen. */
  readonly id: string;
  readonly label: string;
  /** As `mod+shift+K`, `F5`, `?`. */
  readonly keys: string;
  /** False for commands that only the part of the window with the focus can carry out. */
  readonly canRun: boolean;
}

/** What a path is wanted for: an SQLite file, any file, or a folder. */
export const chosenPaths = ['database', 'file', 'folder'] as const;
export type ChosenPath = (typeof chosenPaths)[number];

/**
 * What the preload of the desktop window gives to the page. Everything here is checked again by the main process:
 * the page is the untrusted side.
 */
export interface DesktopBridge {
  /** Sends the page its MessagePort in a window message (`portMessage`), the first time; there is only one. */
  connect(): void;
  /** How many staged edits would not be saved if the window closed; it asks before it closes when there are any. */
  setUnsaved(count: number): void;
  /** What the menu shows. */
  setCommands(commands: readonly DesktopCommand[]): void;
  /** Called with the id of a command chosen in the menu. The last listener counts; `null` takes it away. */
  onCommand(listener: ((id: string) => void) | null): void;
  /** Called when another project was opened and shall be shown, also for one that was opened before this call. */
  onOpenProject(listener: ((project: string) => void) | null): void;
  /** Lets the person choose a project, which is then opened. */
  chooseProject(): Promise<void>;
  /** Lets the person choose the path of a field. @returns `null` when they chose none */
  choosePath(kind: ChosenPath): Promise<string | null>;
  /** Asks the person and opens an http, https or mailto address outside. @returns whether it was opened */
  openExternal(address: string): Promise<boolean>;
  /** The path of a file that was dropped or chosen; empty for one that lies nowhere. */
  pathForFile(file: object): string;
}

/** The channels between preload and main process. */
export const desktopChannels = {
  /** Page → main, with the port as transfer. */
  connect: 'storeroom:connect',
  unsaved: 'storeroom:unsaved',
  commands: 'storeroom:commands',
  /** Page → main, answered. */
  chooseProject: 'storeroom:choose-project',
  choosePath: 'storeroom:choose-path',
  openExternal: 'storeroom:open-external',
  /** Main → page. */
  command: 'storeroom:command',
  openProject: 'storeroom:open-project',
} as const;
