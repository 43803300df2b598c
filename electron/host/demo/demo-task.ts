/** What the demo worker can be asked for; it makes one thing and ends. */
export type DemoTask =
  | { readonly kind: 'rows'; readonly databasePath: string; readonly scale: number }
  | {
      readonly kind: 'files';
      /** Finished files of this seed version, shared by all data folders of this person. */
      readonly cacheRoot: string;
      /** The files root of the project. */
      readonly filesRoot: string;
      readonly scale: number;
    }
  | { readonly kind: 'keys'; readonly url: string; readonly scale: number };

/** `cancelled[0]` becomes 1 when the work is no longer wanted; the worker looks at it between two pieces of work. */
export interface DemoWorkerInput {
  readonly task: DemoTask;
  readonly cancelled: Int32Array<SharedArrayBuffer>;
}

export interface DemoProgress {
  /** What is being made now, one phrase. */
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

export type DemoWorkerMessage =
  | ({ readonly kind: 'progress' } & DemoProgress)
  | { readonly kind: 'done' }
  | { readonly kind: 'cancelled' };

/** What a running task reports to and asks. */
export interface TaskControl {
  report(progress: DemoProgress): void;
  /** Throws {@link TaskCancelled} when the work is no longer wanted. */
  checkCancelled(): void;
}

export class TaskCancelled extends Error {
  constructor() {
    super('The demo task was cancelled');
    this.name = 'TaskCancelled';
  }
}
