import type { FileItem } from '../../../shared/contract/files.ts';
import type { IconName } from '../../ui/index.ts';

/** How a file without a picture is drawn: an icon and a short word for its kind. */
export interface FileKind {
  readonly icon: IconName;
  readonly label: string;
}

const kinds: Readonly<Record<string, FileKind>> = {
  'image/jpeg': { icon: 'image', label: 'JPEG image' },
  'image/png': { icon: 'image', label: 'PNG image' },
  'image/gif': { icon: 'image', label: 'GIF image' },
  'image/webp': { icon: 'image', label: 'WebP image' },
  'image/avif': { icon: 'image', label: 'AVIF image' },
  'image/heic': { icon: 'image', label: 'HEIC image' },
  'image/tiff': { icon: 'image', label: 'TIFF image' },
  'image/bmp': { icon: 'image', label: 'Bitmap' },
  'image/x-icon': { icon: 'image', label: 'Icon' },
  'image/svg+xml': { icon: 'image', label: 'SVG drawing' },
  'application/pdf': { icon: 'document', label: 'PDF document' },
  'application/rtf': { icon: 'document', label: 'RTF document' },
  'text/plain': { icon: 'document', label: 'Text' },
  'text/html': { icon: 'document', label: 'HTML page' },
  'application/json': { icon: 'json', label: 'JSON' },
  'application/xml': { icon: 'document', label: 'XML' },
  'application/zip': { icon: 'package', label: 'ZIP archive' },
  'application/gzip': { icon: 'package', label: 'GZIP archive' },
  'application/x-7z-compressed': { icon: 'package', label: '7-Zip archive' },
  'application/vnd.rar': { icon: 'package', label: 'RAR archive' },
  'application/vnd.sqlite3': { icon: 'database', label: 'SQLite database' },
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': {
    icon: 'document',
    label: 'Word document',
  },
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': { icon: 'table', label: 'Excel workbook' },
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': { icon: 'chart', label: 'Presentation' },
};

export function fileKind({ contentType }: Pick<FileItem, 'contentType'>): FileKind {
  const known = kinds[contentType];
  if (known) return known;
  if (contentType.startsWith('video/')) return { icon: 'play', label: 'Video' };
  if (contentType.startsWith('audio/')) return { icon: 'play', label: 'Audio' };
  return { icon: 'file', label: contentType === '' ? 'Unknown type' : contentType };
}

/** What a file is called on the screen. */
export function fileLabel({ caption, name }: Pick<FileItem, 'caption' | 'name'>): string {
  return caption || name;
}
