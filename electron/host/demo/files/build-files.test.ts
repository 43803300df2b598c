import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeTemporaryDirectory, temporaryDirectory } from '../../../../test/support/temporary-directory.ts';
import { TaskCancelled, type TaskControl } from '../demo-task.ts';
import { exists } from '../project-folder.ts';
import { buildFiles, leafOf } from './build-files.ts';
import { drawPicture, pictureSvg } from './draw-picture.ts';
import { type FaceContent, type FilePlan, type PictureContent, type PlannedFile, planFiles } from './file-plan.ts';

const control: TaskControl = { report: () => undefined, checkCancelled: () => undefined };
const scale = 0.05;

async function makeRoots(directory: string): Promise<{ cacheRoot: string; filesRoot: string }> {
  const roots = {
    cacheRoot: join(directory, 'cache', 'files'),
    filesRoot: join(directory, 'project', '.storage', 'files'),
  };
  await mkdir(roots.filesRoot, { recursive: true });
  return roots;
}

async function digest(root: string, plan: FilePlan): Promise<string> {
  const hash = createHash('sha256');
  for (const file of plan.all) {
    for (const name of [file.name, '.fileinfo.json']) hash.update(await readFile(join(leafOf(root, file), name)));
  }
  return hash.digest('hex');
}

type Picture = PlannedFile<PictureContent | FaceContent>;

function pictures(plan: FilePlan): Picture[] {
  return [...plan.avatars.values(), ...plan.portraits.values(), ...plan.photos.map((photo) => photo.file)];
}

// Drawing keeps both cores busy; other tests run meanwhile.
describe('the plan', { timeout: 60_000 }, () => {
  const plan = planFiles(1);

  it('has 300 pictures and some documents, each with an id of its own', () => {
    expect(pictures(plan)).toHaveLength(300);
    expect(plan.documents.length).toBeGreaterThan(20);
    expect(new Set(plan.all.map((file) => file.id)).size).toBe(plan.all.length);
    for (const file of plan.all) expect(file.id).toMatch(/^[0-9a-f]{32}$/);
  });

  it('has every kind of picture and at most 12 above 4 megapixels', () => {
    const all = pictures(plan).map((file) => file.content);
    expect(new Set(all.map((content) => content.format))).toEqual(new Set(['jpeg', 'png', 'webp', 'gif', 'svg']));
    expect(all.filter((content) => content.width * content.height > 4_000_000).length).toBeLessThanOrEqual(12);
    expect(new Set(plan.photos.map((photo) => photo.file.content.orientation))).toEqual(new Set([1, 6, 8]));
  });

  it('uses names that any file system takes', () => {
    for (const { name } of plan.all) {
      expect(name).not.toMatch(/[/\\:*?"<>|\p{Cc}]/u);
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
    }
  });

  it('draws no two pictures alike', async () => {
    const hashes = await Promise.all(
      pictures(plan).map(({ id, content }) =>
        // Drawn at a sixth of the size at once; 16 × 16 colours are enough to tell scenes, lights and people apart.
        sharp(Buffer.from(pictureSvg(id, content)), { density: 12 })
          .removeAlpha()
          .resize(16, 16, { fit: 'fill' })
          .raw()
          .toBuffer(),
      ),
    );
    let nearest = Number.POSITIVE_INFINITY;
    for (const [index, one] of hashes.entries()) {
      for (const other of hashes.slice(index + 1)) {
        let distance = 0;
        for (let place = 0; place < one.length; place += 1)
          distance += Math.abs((one[place] ?? 0) - (other[place] ?? 0));
        nearest = Math.min(nearest, distance / one.length);
      }
    }
    expect(nearest).toBeGreaterThan(4);
  });

  it('turns upright photos as cameras do: pixels lie, EXIF says which side is up', async () => {
    for (const orientation of [6, 8] as const) {
      const file = plan.photos
        .map((photo) => photo.file)
        .find((candidate) => candidate.content.orientation === orientation);
      if (file === undefined) throw new Error(`No photo of orientation ${orientation}`);
      const bytes = await drawPicture(file.id, file.content);
      const stored = await sharp(bytes).metadata();
      expect(stored).toMatchObject({
        format: 'jpeg',
        orientation,
        width: file.content.height,
        height: file.content.width,
      });
      const shown = await sharp(bytes).autoOrient().resize(20, 30, { fit: 'fill' }).raw().toBuffer();
      const drawn = await sharp(Buffer.from(pictureSvg(file.id, file.content)))
        .removeAlpha()
        .resize(20, 30, { fit: 'fill' })
        .raw()
        .toBuffer();
      const difference =
        shown.reduce((sum, value, index) => sum + Math.abs(value - (drawn[index] ?? 0)), 0) / shown.length;
      expect(difference).toBeLessThan(3);
      expect(String(stored.exif)).toContain(file.content.camera?.model);
    }
  });

  it('moves the lighthouse’s beam in an animated GIF', async () => {
    const file = plan.photos.map((photo) => photo.file).find((candidate) => candidate.content.format === 'gif');
    if (file === undefined) throw new Error('No GIF');
    const metadata = await sharp(await drawPicture(file.id, file.content), { animated: true }).metadata();
    expect(metadata).toMatchObject({
      format: 'gif',
      pages: 12,
      width: file.content.width,
      pageHeight: file.content.height,
    });
  });
});

describe('the files', { timeout: 60_000 }, () => {
  let first: { cacheRoot: string; filesRoot: string };
  const plan = planFiles(scale);

  beforeAll(async () => {
    const directory = await makeTemporaryDirectory();
    first = await makeRoots(directory.path);
    await buildFiles({ kind: 'files', ...first, scale }, control);
    return () => directory.remove();
  });

  it('lie where Wefram puts them, described as Wefram does', async () => {
    for (const file of plan.all) {
      const leaf = leafOf(first.filesRoot, file);
      expect((await readdir(leaf)).sort()).toEqual(['.fileinfo.json', file.name].sort());
      const bytes = await readFile(join(leaf, file.name));
      expect(JSON.parse(await readFile(join(leaf, '.fileinfo.json'), 'utf8'))).toEqual({
        content_type: file.contentType,
        filename: file.name,
        filesize: bytes.length,
        timestamp: file.storedAt,
        user: file.user,
      });
    }
  });

  it('are what their names say', async () => {
    for (const file of plan.all) {
      const bytes = await readFile(join(leafOf(first.filesRoot, file), file.name));
      if (file.content.kind === 'document') {
        if (file.contentType === 'application/pdf') expect(bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-');
        continue;
      }
      const { width, height, format } = await sharp(bytes).autoOrient().metadata();
      expect(format).toBe(file.content.format);
      expect(width).toBeGreaterThan(0);
      expect(height).toBeGreaterThan(0);
    }
  });

  it('are the same each time, and leave nothing else behind', async () => {
    const second = await makeRoots(await temporaryDirectory());
    await buildFiles({ kind: 'files', ...second, scale }, control);
    expect(await digest(second.filesRoot, plan)).toBe(await digest(first.filesRoot, plan));
    expect(await readdir(join(second.filesRoot, '..'))).toEqual(['files']);
    expect(await readdir(join(second.cacheRoot, '..'))).toEqual(['files']);
  });

  it('go on where they were interrupted', async () => {
    const { filesRoot } = await makeRoots(await temporaryDirectory());
    let checks = 0;
    const stopping: TaskControl = {
      report: () => undefined,
      checkCancelled: () => {
        checks += 1;
        if (checks > 6) throw new TaskCancelled();
      },
    };
    const task = { kind: 'files', cacheRoot: first.cacheRoot, filesRoot, scale } as const;
    await expect(buildFiles(task, stopping)).rejects.toThrow(TaskCancelled);
    const present = await Promise.all(plan.all.map((file) => exists(leafOf(filesRoot, file))));
    expect(present.filter(Boolean).length).toBeGreaterThan(0);
    expect(present.filter(Boolean).length).toBeLessThan(plan.all.length);
    await buildFiles(task, control);
    expect(await digest(filesRoot, plan)).toBe(await digest(first.filesRoot, plan));
  });
});
