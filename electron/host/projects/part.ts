import type { Manifest, PartState } from '../../../shared/domain/project.ts';
import type { HostEnvironment } from '../environment.ts';

/**
 * One storage, files root or Redis of an open project. Opening never throws: what can't be reached is `failed`
 * with a message, and is tried again by itself (growing pauses, at most 30 s) or at once through `reconnect`.
 */
export interface Part {
  readonly id: string;
  readonly kind: string;
  /** For the status bar: a file name or host and port, never a secret. */
  readonly address: string;
  readonly state: PartState;
  /** @returns a function that ends the subscription. */
  onStateChange(listener: () => void): () => void;
  reconnect(): void;
  close(): Promise<void>;
}

/** What every part is opened with. */
export interface PartContext {
  readonly environment: HostEnvironment;
  readonly projectId: string;
  /** Relative paths of the manifest start here. */
  readonly projectDirectory: string;
  readonly manifest: Manifest;
  readonly readOnly: boolean;
  /** The password of a part (`storages.<id>`, `redis.<id>`); absent or `null` when none is known. */
  readonly password?: (part: string) => Promise<string | null>;
}
