import { galleryPath, useProject } from '../../host/index.ts';
import { formatBytes, formatCount, type IconName, NavItem, NavNote, NavSection } from '../../ui/index.ts';
import { useKnownFileStorages } from './use-file-storages.ts';

/** The sidebar section of the file storages. Not there in a project without files. */
export function FilesNav() {
  const { id: project, files } = useProject();
  const storages = useKnownFileStorages();
  if (files.length === 0) return null;
  return (
    <NavSection title="Files">
      {storages?.map(({ root, storage, files: count, sizeBytes }) => (
        <NavItem
          key={`${root}/${storage}`}
          to={galleryPath({ project, root, storage })}
          icon={storageIcon(storage)}
          label={storage}
          detail={formatCount(count)}
          title={`${storage} · ${formatBytes(sizeBytes)}`}
        />
      ))}
      {files.map(({ id, state }) => state.kind === 'failed' && <NavNote key={id}>{state.message}</NavNote>)}
      {storages?.length === 0 && files.every(({ state }) => state.kind === 'ready') && <NavNote>No files yet</NavNote>}
    </NavSection>
  );
}

/** By the last word of its name: `studio.avatars` holds portraits. */
export function storageIcon(storage: string): IconName {
  const name = storage.split('.').at(-1)?.toLowerCase() ?? '';
  if (/avatar|portrait|user|staff|people/.test(name)) return 'userCircle';
  if (/doc|paper|invoice|contract|attachment/.test(name)) return 'document';
  if (/album|photo|image|picture|gallery|logo/.test(name)) return 'image';
  return 'folder';
}
