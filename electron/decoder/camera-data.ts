import exifReader, { type Exif } from 'exif-reader';

/** Longer texts in camera data are notes of a program, not something to read. */
const textLimit = 200;

interface Named {
  readonly name: string;
  readonly text: string;
}

/**
 * The camera data worth reading, in a fixed order, from a raw EXIF block.
 * Damaged or hostile blocks give what could be read of them, often nothing: the picture is shown all the same.
 */
export function cameraData(block: Buffer): Named[] {
  let exif: Exif;
  try {
    exif = exifReader(block);
  } catch {
    // The block is untrusted and beside the point of the picture; nothing in it is needed.
    return [];
  }
  const image = exif.Image ?? {};
  const photo = exif.Photo ?? {};
  const rows: readonly (readonly [string, string])[] = [
    ['Taken', taken(photo.DateTimeOriginal ?? photo.DateTimeDigitized ?? image.DateTime)],
    ['Camera', camera(clean(image.Make), clean(image.Model))],
    ['Lens', clean(photo.LensModel)],
    ['Focal length', unit(photo.FocalLength, (value) => `${round(value, 1)} mm`)],
    ['Aperture', unit(photo.FNumber, (value) => `ƒ/${round(value, 1)}`)],
    ['Exposure', unit(photo.ExposureTime, exposure)],
    ['ISO', unit(first(photo.ISOSpeedRatings ?? photo.PhotographicSensitivity), (value) => String(value))],
    ['Flash', unit(photo.Flash, (value) => ((value & 1) === 1 ? 'Fired' : 'Not fired'))],
    ['Position', position(exif.GPSInfo ?? {})],
    ['Description', clean(image.ImageDescription)],
    ['Artist', clean(image.Artist)],
    ['Copyright', clean(image.Copyright)],
    ['Software', clean(image.Software)],
  ];
  return rows.filter(([, text]) => text !== '').map(([name, text]) => ({ name, text }));
}

function clean(value: unknown): string {
  if (typeof value !== 'string') return '';
  return value
    .toWellFormed()
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, textLimit);
}

/** Cameras write local time without zone; the reader gives it as if it were UTC. */
function taken(value: unknown): string {
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 19).replace('T', ' ');
  return clean(value);
}

function camera(make: string, model: string): string {
  if (model === '') return make;
  // Most models already begin with their maker's name: `NIKON CORPORATION`, `NIKON Z 6_2`.
  const maker = make.split(' ')[0] ?? '';
  return maker !== '' && model.toLowerCase().startsWith(maker.toLowerCase()) ? model : `${make} ${model}`.trim();
}

function first(value: unknown): unknown {
  return Array.isArray(value) ? value[0] : value;
}

function unit(value: unknown, format: (value: number) => string): string {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? format(value) : '';
}

function round(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

function exposure(seconds: number): string {
  if (seconds <= 0) return '';
  return seconds >= 0.3 ? `${round(seconds, 1)} s` : `1/${Math.round(1 / seconds)} s`;
}

function position(gps: Readonly<Record<string, unknown>>): string {
  const latitude = degrees(gps.GPSLatitude, gps.GPSLatitudeRef, 'S', 90);
  const longitude = degrees(gps.GPSLongitude, gps.GPSLongitudeRef, 'W', 180);
  return latitude === null || longitude === null ? '' : `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
}

function degrees(value: unknown, reference: unknown, negative: string, limit: number): number | null {
  if (!Array.isArray(value)) return null;
  const [whole = 0, minutes = 0, seconds = 0] = value.map(Number);
  const size = whole + minutes / 60 + seconds / 3600;
  if (!Number.isFinite(size) || Math.abs(size) > limit) return null;
  return reference === negative ? -size : size;
}
