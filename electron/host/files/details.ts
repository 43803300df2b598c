import type { FileDetails } from '../../../shared/contract/files.ts';
import { AppError } from '../../../shared/domain/app-error.ts';
import type { FilesProject } from './file-fields.ts';
import { type FilesPart, type FoundFile, missingItem } from './files-part.ts';
import { findReferences } from './references.ts';

type ImageFacts = Pick<FileDetails, 'dimensions' | 'frames' | 'exif'> & { readonly problem: string | null };

/** Everything known of one file. One that is only named by rows comes as `missing`. */
export async function fileDetails(
  project: FilesProject,
  part: FilesPart,
  file: { readonly storage: string; readonly id: string },
  signal: AbortSignal,
): Promise<FileDetails> {
  const found = await part.find(file.storage, file.id, signal);
  const [image, references] = await Promise.all([
    found ? imageFacts(part, found, signal) : noImage,
    findReferences(project, { root: part.id, storage: file.storage, id: file.id }, signal),
  ]);
  if (!found && references.references.length === 0 && references.referencesComplete) {
    throw new AppError('not_found', `No file ${file.id} in ${file.storage}`, { subject: file.id });
  }
  const { problem, ...facts } = image;
  const problems = found
    ? [...found.file.problems, ...typeProblems(found), ...(problem ? [problem] : [])]
    : ['Named by a row, not on disk'];
  return {
    ...(found?.item ?? missingItem(part.id, file.storage, file.id)),
    ...facts,
    problems,
    uploadedBy: found?.file.user ?? null,
    ...references,
  };
}

const noImage: ImageFacts = { dimensions: null, frames: 0, exif: [], problem: null };

async function imageFacts(part: FilesPart, found: FoundFile, signal: AbortSignal): Promise<ImageFacts> {
  if (!found.file.hasThumbnail) return noImage;
  const image = await part.describeImage(found, signal);
  if (image.kind === 'failure') return { ...noImage, problem: image.message };
  return {
    dimensions: { width: image.width, height: image.height },
    frames: image.frames,
    exif: [...image.exif],
    problem: null,
  };
}

/** Texts of many kinds are declared by their kind and look all alike: only a contradiction is worth a word. */
function typeProblems({ file }: FoundFile): string[] {
  const declared = file.declaredType.split(';')[0]?.trim().toLowerCase() ?? '';
  if (
    file.contentType === '' ||
    declared === '' ||
    declared === 'application/octet-stream' ||
    declared === file.contentType
  )
    return [];
  const isText = (type: string) => type.startsWith('text/') || /[/+](?:json|xml|javascript)$/.test(type);
  if (file.contentType === 'text/plain' && isText(declared)) return [];
  if (isSameFamily(declared, file.contentType)) return [];
  return [`Declared as ${declared}, the content is ${file.contentType}`];
}

/** Names that mean the same, or a container told by its first bytes only. */
function isSameFamily(declared: string, found: string): boolean {
  const plain = (type: string) =>
    type.replace('/x-', '/').replace('image/jpg', 'image/jpeg').replace('text/xml', 'application/xml');
  if (plain(declared) === plain(found)) return true;
  if (found === 'application/zip') return declared.startsWith('application/');
  if (found === 'application/x-ole-storage') return declared.startsWith('application/');
  return /^(?:audio|video)\//.test(found) && /^(?:audio|video)\//.test(declared) && containers.has(found);
}

const containers: ReadonlySet<string> = new Set([
  'video/mp4',
  'video/webm',
  'audio/ogg',
  'audio/mp4',
  'video/quicktime',
]);
