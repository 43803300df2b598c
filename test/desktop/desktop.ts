/** The desktop application as a person and a page meet it: what both runtimes, the fake and the real one, can show. */
export interface Desktop extends AsyncDisposable {
  windowCount(): Promise<number>;
  /** Whether the window shows a model of this name, read from its store over the page's port. */
  showsModel(name: string): Promise<boolean>;
  /** Whether the picture of the project arrives in the page as an image. */
  showsThumbnail(): Promise<boolean>;
  /** The policy that a fresh load of the page would get. */
  pagePolicy(): Promise<string>;
  /** Whether a page of another origin can read the app's own page. */
  canOutsiderRead(): Promise<boolean>;
  /** The page asks something of an address elsewhere. @returns whether an answer came */
  canReachOutside(): Promise<boolean>;
  /** Whether the page gets there. */
  navigates(address: string): Promise<boolean>;
  opensWindow(address: string): Promise<boolean>;
  getsPermission(permission: 'geolocation' | 'notifications'): Promise<boolean>;
  /** What the page's world has of Node and Electron. */
  leaks(): Promise<readonly string[]>;
  /** Starts the program again with something to open. @returns its exit code */
  startSecond(target: string): Promise<number>;
  /** The page tells how many edits are staged; then the person closes the window and presses this button. */
  closeWithStaged(count: number, button: 'Cancel' | 'Close anyway'): Promise<CloseAttempt>;
  bounds(): Promise<Bounds>;
  setBounds(bounds: Bounds): Promise<void>;
  /** Closes the window and starts the program again, with the same data folder. */
  restart(): Promise<void>;
}

export interface CloseAttempt {
  /** The question that was asked; `null` for none. */
  readonly question: string | null;
  readonly isOpen: boolean;
}

export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What the tests open. */
export interface DesktopPlace {
  /** Holds everything below. */
  readonly directory: string;
  readonly data: string;
  /** A project with the model `album` and one picture. */
  readonly shop: string;
  /** An SQLite file with the model `parcel`. */
  readonly other: string;
}
