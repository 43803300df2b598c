import sharp from 'sharp';
import { assertNever } from '../../../../shared/domain/assert-never.ts';
import { type Random, randomOf } from '../random.ts';
import type { CameraData } from './camera.ts';
import { createDrawing, type Drawing } from './drawing/drawing.ts';
import type { FaceContent, PictureContent } from './file-plan.ts';
import type { SceneKind } from './portfolio.ts';
import { drawArchitecture } from './scenes/architecture.ts';
import { drawAurora } from './scenes/aurora.ts';
import { drawBalloons } from './scenes/balloons.ts';
import { drawCity } from './scenes/city.ts';
import { drawDunes } from './scenes/dunes.ts';
import { drawDance, drawTable } from './scenes/evening.ts';
import { drawAvatar, drawPortrait, drawStudioPortrait } from './scenes/face.ts';
import { drawFlower } from './scenes/flower.ts';
import { drawFood } from './scenes/food.ts';
import { drawForest } from './scenes/forest.ts';
import { drawHarbour } from './scenes/harbour.ts';
import { drawLake } from './scenes/lake.ts';
import { drawMountains } from './scenes/mountains.ts';
import { drawProduct } from './scenes/product.ts';
import { drawLighthouse, drawSea } from './scenes/sea.ts';
import { drawStillLife } from './scenes/still-life.ts';

type Draw = (drawing: Drawing, random: Random, variant: number) => void;

const scenes: Record<SceneKind, Draw> = {
  architecture: drawArchitecture,
  aurora: drawAurora,
  balloons: drawBalloons,
  city: drawCity,
  dance: drawDance,
  dunes: drawDunes,
  flower: drawFlower,
  food: drawFood,
  forest: drawForest,
  harbour: drawHarbour,
  lake: drawLake,
  lighthouse: drawLighthouse,
  mountains: drawMountains,
  portrait: drawPortrait,
  product: drawProduct,
  sea: drawSea,
  stillLife: drawStillLife,
  table: drawTable,
};

const frames = 12;
const frameMs = 140;

/** @param id of the file: the same id gives the same picture. @returns the file's bytes. */
export async function drawPicture(id: string, content: PictureContent | FaceContent): Promise<Uint8Array> {
  const svg = pictureSvg(id, content);
  if (content.kind === 'face') return encode(svg, content.format);
  if (content.format === 'svg') return Buffer.from(svg);
  if (content.format === 'gif') return animation(id, content);
  return encode(svg, content.format, content);
}

/** The picture as it is shown, in shapes; of the animated one its first frame. */
export function pictureSvg(id: string, content: PictureContent | FaceContent): string {
  return content.kind === 'face' ? faceSvg(id, content) : sceneSvg(id, content);
}

function sceneSvg(id: string, content: PictureContent): string {
  const drawing = createDrawing(content.width, content.height);
  scenes[content.scene](drawing, randomOf(id), content.variant);
  return drawing.toSvg();
}

function faceSvg(id: string, { person, pose, width, height }: FaceContent): string {
  const drawing = createDrawing(width, height);
  const traits = { isWoman: person.isWoman, skins: person.culture.skins, hair: person.culture.hair };
  (pose === 'avatar' ? drawAvatar : drawStudioPortrait)(drawing, randomOf(id), traits);
  return drawing.toSvg();
}

/** The lighthouse, once around. Every frame draws from the same sequence, so only the beam moves. */
async function animation(id: string, { width, height }: PictureContent): Promise<Uint8Array> {
  const images: Buffer[] = [];
  for (let frame = 0; frame < frames; frame += 1) {
    const drawing = createDrawing(width, height);
    drawLighthouse(drawing, randomOf(id), 0, frame / frames);
    images.push(await sharp(Buffer.from(drawing.toSvg())).removeAlpha().png({ compressionLevel: 1 }).toBuffer());
  }
  return sharp(images, { join: { animated: true } })
    .gif({ delay: Array.from({ length: frames }, () => frameMs), loop: 0, effort: 3, interFrameMaxError: 4 })
    .toBuffer();
}

async function encode(svg: string, format: 'jpeg' | 'png' | 'webp', picture?: PictureContent): Promise<Uint8Array> {
  let image = sharp(Buffer.from(svg)).removeAlpha();
  // To be turned by 90° clockwise (6) or anticlockwise (8) before it is shown: so it is stored turned the other way.
  if (picture?.orientation === 6) image = image.rotate(270);
  if (picture?.orientation === 8) image = image.rotate(90);
  if (picture !== undefined && picture.camera !== null) {
    image = image.withExif(exif(picture.camera, picture.takenAt, picture.orientation));
    if (picture.orientation !== 1) image = image.withMetadata({ orientation: picture.orientation });
  }
  switch (format) {
    case 'jpeg':
      return image.jpeg({ quality: 86, chromaSubsampling: '4:4:4' }).toBuffer();
    case 'png':
      return image.png({ compressionLevel: 6 }).toBuffer();
    case 'webp':
      return image.webp({ quality: 84, effort: 2 }).toBuffer();
    default:
      return assertNever(format);
  }
}

function exif(camera: CameraData, takenAt: number, orientation: number): Record<string, Record<string, string>> {
  const text = new Date(takenAt).toISOString();
  const when = `${text.slice(0, 10).replaceAll('-', ':')} ${text.slice(11, 19)}`;
  return {
    IFD0: {
      Make: camera.make,
      Model: camera.model,
      Orientation: String(orientation),
      Software: 'Lumen Studio',
      Artist: 'Lumen Studio, Praha',
      DateTime: when,
    },
    IFD2: {
      DateTimeOriginal: when,
      ExposureTime: camera.exposure,
      FNumber: camera.aperture,
      ISOSpeedRatings: String(camera.iso),
      FocalLength: `${camera.focalLength}/1`,
      LensModel: camera.lens,
    },
  };
}
