/** Where the parts of `SCAN` replies go, in this order; a failed command gives `failed` only. */
export interface ScanSink {
  /** Comes before the names of its reply, so the next step can be asked for while these are still being read. */
  cursor(next: string): void;
  /** The name is `bytes[start … end)`, and only until the call returns. */
  name(bytes: Uint8Array, view: DataView, start: number, end: number): void;
  end(): void;
  failed(message: string): void;
}

/** The parts of a reply in RESP2: `*2`, the cursor as a string, `*n`, and n strings. */
type Part = 'reply' | 'cursor' | 'count' | 'name';

const leads: Readonly<Record<Part, number>> = { reply: 0x2a, cursor: 0x24, count: 0x2a, name: 0x24 };
const minus = 0x2d;
const carriageReturn = 0x0d;

/**
 * Reads replies of `SCAN` from the pieces a socket gives, straight into a sink. A general client makes a Buffer of every
 * name first, and that costs more than everything else a sweep does.
 */
export class ScanReplyReader {
  readonly #sink: ScanSink;
  #part: Part = 'reply';
  #namesLeft = 0;
  /** The beginning of a part that has not come completely. */
  #rest = new Uint8Array(1 << 16);
  #restLength = 0;

  constructor(sink: ScanSink) {
    this.#sink = sink;
  }

  /** @throws Error when the bytes are no reply of `SCAN` */
  read(piece: Uint8Array): void {
    let bytes = piece;
    if (this.#restLength > 0) {
      this.#keep(piece);
      bytes = this.#rest.subarray(0, this.#restLength);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    for (;;) {
      const next = this.#readPart(bytes, view, at);
      if (next === at) break;
      at = next;
    }
    if (bytes === piece) {
      if (at < piece.length) this.#keep(piece.subarray(at));
    } else {
      this.#rest.copyWithin(0, at, this.#restLength);
      this.#restLength -= at;
    }
  }

  /** @returns where the next part begins; `at` itself when this one has not come completely. */
  #readPart(bytes: Uint8Array, view: DataView, at: number): number {
    let lineEnd = at + 1;
    let number = 0;
    while (lineEnd < bytes.length && bytes[lineEnd] !== carriageReturn) {
      number = number * 10 + (bytes[lineEnd++] as number) - 0x30;
    }
    const body = lineEnd + 2;
    if (body > bytes.length) return at;
    if (bytes[at] === minus) {
      this.#part = 'reply';
      this.#sink.failed(textOf(bytes, at + 1, lineEnd));
      return body;
    }
    if (bytes[at] !== leads[this.#part]) throw new Error(`Redis sent no ${this.#part} where one was expected`);
    const end = body + number;
    switch (this.#part) {
      case 'reply':
        this.#part = 'cursor';
        return body;
      case 'cursor':
        if (end + 2 > bytes.length) return at;
        this.#part = 'count';
        this.#sink.cursor(textOf(bytes, body, end));
        return end + 2;
      case 'count':
        this.#namesLeft = number;
        this.#part = 'name';
        if (number === 0) this.#finish();
        return body;
      case 'name':
        if (end + 2 > bytes.length) return at;
        this.#sink.name(bytes, view, body, end);
        if (--this.#namesLeft === 0) this.#finish();
        return end + 2;
    }
  }

  #finish(): void {
    this.#part = 'reply';
    this.#sink.end();
  }

  #keep(piece: Uint8Array): void {
    const length = this.#restLength + piece.length;
    if (length > this.#rest.length) {
      const grown = new Uint8Array(Math.max(length, this.#rest.length * 2));
      grown.set(this.#rest.subarray(0, this.#restLength));
      this.#rest = grown;
    }
    this.#rest.set(piece, this.#restLength);
    this.#restLength = length;
  }
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}
