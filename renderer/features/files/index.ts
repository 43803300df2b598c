export { FileCard } from './file-card.tsx';
export { FileThumbnail } from './file-thumbnail.tsx';
export { FilesNav, storageIcon } from './files-nav.tsx';
export { GalleryScreen } from './gallery-screen.tsx';
export { gallerySearchSchema } from './gallery-view.ts';
export { RowFiles } from './row-files.tsx';
export { useFilePalette } from './use-file-palette.ts';
