import type { SecretName } from './secrets.ts';

interface Held {
  readonly name: SecretName;
  readonly secret: string;
  /** To be sealed as soon as that is possible. */
  readonly isWanted: boolean;
}

/** Passwords in memory, until the end of this run. */
export class RunSecrets {
  readonly #held = new Map<string, Held>();

  get(project: string, part: string): Held | null {
    return this.#held.get(key(project, part)) ?? null;
  }

  /** The password for exactly this server and user. */
  find({ project, part, endpoint }: SecretName): string | null {
    const held = this.get(project, part);
    return held?.name.endpoint === endpoint ? held.secret : null;
  }

  has(project: string, part: string): boolean {
    return this.#held.has(key(project, part));
  }

  set(name: SecretName, secret: string, isWanted: boolean): void {
    this.#held.set(key(name.project, name.part), { name, secret, isWanted });
  }

  remove(project: string, part: string): void {
    this.#held.delete(key(project, part));
  }

  removeProject(project: string): void {
    for (const { name } of [...this.#held.values()]) if (name.project === project) this.remove(project, name.part);
  }

  wanted(): readonly Held[] {
    return [...this.#held.values()].filter(({ isWanted }) => isWanted);
  }
}

function key(project: string, part: string): string {
  return JSON.stringify([project, part]);
}
