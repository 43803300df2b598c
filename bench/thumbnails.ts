import { createHash } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import sharp from 'sharp';
import { drawPicture } from '../electron/host/demo/files/draw-picture.ts';
import { planFiles } from '../electron/host/demo/files/file-plan.ts';
import { openThumbnails, type ThumbnailSource } from '../electron/host/files/thumbnails/thumbnails.ts';
import { nodeEnvironment } from '../electron/server/node-environment.ts';
import { compare, timed } from './measure.ts';
import { atLeast, type Benchmark } from './result.ts';
import { scratchDirectory } from './scratch.ts';

const images = 16;
const rounds = 9;
const size = 256;

/** Thumbnails of 12-megapixel photos through the app's queue and decoder process, against sharp alone. */
export const thumbnails: Benchmark = {
  name: 'thumbnails',
  run: async (note) => {
    await using scratch = await scratchDirectory();
    note(`drawing ${images} photos of 12 megapixels`);
    const root = join(scratch.path, 'files');
    const sources = await makePhotos(root);
    const environment = nodeEnvironment({
      dataDirectory: scratch.path,
      log: pino({ level: 'silent' }),
      version: '0.0.0-bench',
    });
    const ours = openThumbnails({ environment, limitBytes: () => 1e9 });
    sharp.concurrency(1);
    sharp.cache(false);
    try {
      note('app queue ÷ bare sharp');
      const speeds = await compare({
        rounds,
        warmUp: 1,
        ours: async () => {
          await ours.clear();
          return timed(() => Promise.all(sources.map((source) => ours.get(source, size))));
        },
        reference: () => timed(() => bareSharp(sources)),
      });
      const perSecond = (ms: number) => (images * 1000) / ms;
      // Speeds, not times: more is better, so the ratio is turned over.
      const ratio = 1 / speeds.ratio;
      return {
        title: 'Thumbnails of 12-megapixel JPEGs',
        method: `${images} drawn photos, 4243 × 2828, to ${size} pixels. Ours: the queue, a decoder process, the checks of untrusted files and the cache on disk, emptied before each round. Bare: sharp with the same resize and JPEG settings in this process, ${availableParallelism()} at a time as in ours. ${rounds} rounds in turns, medians. Drawn pictures compress unlike photographs; both sides read the same ones.`,
        lines: [
          {
            name: 'app queue ÷ bare sharp',
            ours: `${perSecond(speeds.ours.median).toFixed(1)} thumbnails/s`,
            reference: `${perSecond(speeds.reference.median).toFixed(1)} thumbnails/s`,
            ratio,
            goal: atLeast(ratio, 0.85),
          },
        ],
      };
    } finally {
      await ours.close();
    }
  },
};

const storage = 'bench.photos';

async function makePhotos(root: string): Promise<ThumbnailSource[]> {
  const planned = planFiles(1)
    .photos.map((photo) => photo.file)
    .filter(({ content }) => content.format === 'jpeg' && content.orientation === 1 && content.width >= content.height);
  const sources: ThumbnailSource[] = [];
  for (const file of planned.slice(0, images)) {
    const segments = [storage, `${file.id}.jpg`];
    const path = join(root, ...segments);
    await mkdir(join(root, storage), { recursive: true });
    const drawn = await drawPicture(file.id, { ...file.content, width: 4243, height: 2828 });
    await writeFile(path, drawn);
    const { size: sizeBytes } = await stat(path);
    sources.push({
      root,
      storage,
      file: {
        id: createHash('md5').update(file.id).digest('hex'),
        segments,
        name: `${file.id}.jpg`,
        sizeBytes,
        contentType: 'image/jpeg',
        declaredType: 'image/jpeg',
        storedAt: '',
        state: 'ok',
        problems: [],
        user: null,
        hasThumbnail: true,
        version: `1-${sizeBytes}`,
      },
    });
  }
  return sources;
}

async function bareSharp(sources: readonly ThumbnailSource[]): Promise<void> {
  let next = 0;
  const work = async () => {
    for (let source = sources[next++]; source !== undefined; source = sources[next++]) {
      const bytes = await readFile(join(source.root, ...source.file.segments));
      await sharp(bytes, { failOn: 'error' })
        .autoOrient()
        .resize(size, size, { fit: 'inside', withoutEnlargement: true })
        .toColourspace('srgb')
        .jpeg({ quality: 80, chromaSubsampling: '4:2:0' })
        .toBuffer();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}
