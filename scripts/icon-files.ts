/** One picture of an icon; square. */
export interface IconImage {
  /** Edge in pixels. */
  readonly size: number;
  /** A PNG file with 8 bits each for red, green, blue and alpha: Windows shows no other kind inside an icon. */
  readonly png: Buffer;
  /** The same as rows from the top, 4 bytes a pixel: red, green, blue, alpha. */
  readonly pixels: Buffer;
}

/** Programs from before PNG icons, and installers, still read small pictures in this form. */
const largestBitmap = 48;

const icoHeaderBytes = 6;
const icoEntryBytes = 16;

/**
 * An icon of Windows: small pictures as bitmaps, larger ones as PNG.
 * Source: https://learn.microsoft.com/en-us/previous-versions/ms997538(v=msdn.10)
 */
export function icoFile(images: readonly IconImage[]): Buffer {
  const header = Buffer.alloc(icoHeaderBytes);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(images.length, 4);
  const entries: Buffer[] = [];
  const contents: Buffer[] = [];
  let offset = icoHeaderBytes + icoEntryBytes * images.length;
  for (const image of images) {
    if (image.size > 256) throw new Error(`An icon of Windows holds pictures up to 256 pixels, not ${image.size}`);
    const content = image.size <= largestBitmap ? bitmap(image) : image.png;
    const entry = Buffer.alloc(icoEntryBytes);
    // One byte each: 0 stands for 256.
    entry.writeUInt8(image.size % 256, 0);
    entry.writeUInt8(image.size % 256, 1);
    entry.writeUInt16LE(1, 4);
    entry.writeUInt16LE(32, 6);
    entry.writeUInt32LE(content.length, 8);
    entry.writeUInt32LE(offset, 12);
    offset += content.length;
    entries.push(entry);
    contents.push(content);
  }
  return Buffer.concat([header, ...entries, ...contents]);
}

/** A bitmap without its file header, upside down, followed by a mask that alpha makes superfluous but readers expect. */
function bitmap({ size, pixels }: IconImage): Buffer {
  const headerBytes = 40;
  const maskRowBytes = Math.ceil(size / 32) * 4;
  const content = Buffer.alloc(headerBytes + size * size * 4 + size * maskRowBytes);
  content.writeUInt32LE(headerBytes, 0);
  content.writeInt32LE(size, 4);
  // The mask counts as part of the height.
  content.writeInt32LE(size * 2, 8);
  content.writeUInt16LE(1, 12);
  content.writeUInt16LE(32, 14);
  content.writeUInt32LE(size * size * 4, 20);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = ((size - 1 - y) * size + x) * 4;
      const to = headerBytes + (y * size + x) * 4;
      content.writeUInt8(pixels.readUInt8(from + 2), to);
      content.writeUInt8(pixels.readUInt8(from + 1), to + 1);
      content.writeUInt8(pixels.readUInt8(from), to + 2);
      content.writeUInt8(pixels.readUInt8(from + 3), to + 3);
    }
  }
  return content;
}

/** The kinds of macOS that hold PNG files, with the pixels of each; some are the double of a smaller size. */
const icnsKinds = [
  { kind: 'ic11', size: 32 },
  { kind: 'ic12', size: 64 },
  { kind: 'ic07', size: 128 },
  { kind: 'ic13', size: 256 },
  { kind: 'ic08', size: 256 },
  { kind: 'ic14', size: 512 },
  { kind: 'ic09', size: 512 },
  { kind: 'ic10', size: 1024 },
] as const;

/** The edges in pixels that `icnsFile` asks for. */
export const icnsSizes: readonly number[] = [...new Set(icnsKinds.map(({ size }) => size))];

/**
 * An icon of macOS.
 * Source: https://en.wikipedia.org/wiki/Apple_Icon_Image_format (Apple publishes no description)
 *
 * @param pngOfSize The PNG file for each of `icnsSizes`.
 */
export function icnsFile(pngOfSize: ReadonlyMap<number, Buffer>): Buffer {
  const parts = icnsKinds.map(({ kind, size }) => {
    const png = pngOfSize.get(size);
    if (png === undefined) throw new Error(`No picture of ${size} pixels for the icon`);
    const header = Buffer.alloc(8);
    header.write(kind, 'latin1');
    header.writeUInt32BE(header.length + png.length, 4);
    return Buffer.concat([header, png]);
  });
  const header = Buffer.alloc(8);
  header.write('icns', 'latin1');
  header.writeUInt32BE(header.length + parts.reduce((sum, { length }) => sum + length, 0), 4);
  return Buffer.concat([header, ...parts]);
}
