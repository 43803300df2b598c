/** Thrown when rows can’t be written for a reason that is not the store’s own: one sentence without a full stop. */
export class RefusedRow extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'RefusedRow';
  }
}
