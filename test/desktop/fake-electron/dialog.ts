import type { Dialog, MessageBoxOptions, OpenDialogOptions } from 'electron';
import type { FakeApp } from './app.ts';
import { FakeBrowserWindow } from './browser-window.ts';
import { ElectronRule } from './rule.ts';

/** Shows nothing: tests answer. A question nobody answers fails its test by waiting. */
export class FakeDialog implements Pick<Dialog, 'showErrorBox'> {
  readonly shown: MessageBoxOptions[] = [];
  readonly errors: { readonly title: string; readonly content: string }[] = [];
  /** What the person will choose in dialogs for files. */
  chosenPaths: string[] = [];
  readonly #app: FakeApp;
  readonly #answers: number[] = [];
  readonly #waiting: ((response: number) => void)[] = [];

  constructor(app: FakeApp) {
    this.#app = app;
  }

  /** Presses the button with this label in the next (or waiting) message box. */
  answer(response: number): void {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(response);
    else this.#answers.push(response);
  }

  /** For a question that was expected and not asked. */
  forgetAnswers(): void {
    this.#answers.length = 0;
  }

  get isAsking(): boolean {
    return this.#waiting.length > 0;
  }

  async showMessageBox(...given: unknown[]): Promise<{ response: number; checkboxChecked: boolean }> {
    const options = this.#optionsOf<MessageBoxOptions>(given);
    this.shown.push(options);
    const response =
      this.#answers.shift() ?? (await new Promise<number>((resolve) => void this.#waiting.push(resolve)));
    return { response, checkboxChecked: false };
  }

  async showOpenDialog(...given: unknown[]): Promise<{ canceled: boolean; filePaths: string[] }> {
    this.#optionsOf<OpenDialogOptions>(given);
    return { canceled: this.chosenPaths.length === 0, filePaths: this.chosenPaths };
  }

  /** api/dialog: dialog.showErrorBox: "This API can be called safely before the ready event the app module emits". */
  showErrorBox(title: string, content: string): void {
    this.errors.push({ title, content });
  }

  #optionsOf<Options>(given: readonly unknown[]): Options {
    if (!this.#app.isReady()) {
      throw new ElectronRule(
        'dialog module can only be used after app is ready',
        'api/dialog: only showErrorBox can be used before the ready event',
      );
    }
    const [first, second] = given;
    if (first instanceof FakeBrowserWindow && first.isDestroyed()) {
      throw new ElectronRule('Object has been destroyed', "api/browser-window: Event: 'closed'");
    }
    // The two forms of api/dialog: ([window, ]options).
    return (first instanceof FakeBrowserWindow ? second : first) as Options;
  }
}
