import { useQueries } from '@tanstack/react-query';
import { storageIcon } from '../../features/files/index.ts';
import { modelIcon } from '../../features/models/index.ts';
import { useApi, useProject } from '../../host/index.ts';
import { type IconName, isIconName } from '../../ui/index.ts';
import { itemKey, splitHref } from './tab-address.ts';
import { shownPath, type Tab } from './tab-state.ts';

export interface TabLabel {
  readonly text: string;
  readonly icon: IconName;
}

/** Names tabs: as their screens did, or, for tabs not shown since they were restored, from the address. */
export function useTabLabels(): (tab: Tab) => TabLabel {
  const project = useProject();
  const api = useApi();
  const models = useQueries({
    queries: project.storages.map((storage) =>
      api.models.list.queryOptions({
        input: { project: project.id, storage: storage.id },
        enabled: storage.state.kind === 'ready',
      }),
    ),
  });

  function modelLabel(storage: string, id: string): TabLabel {
    const at = project.storages.findIndex((part) => part.id === storage);
    const model = models[at]?.data?.find((summary) => summary.id === id);
    return model ? { text: model.caption, icon: modelIcon(model) } : { text: id, icon: 'table' };
  }

  return (tab) => {
    const path = shownPath(tab);
    if (tab.title?.key === itemKey(path)) {
      return { text: tab.title.text, icon: isIconName(tab.title.icon) ? tab.title.icon : 'file' };
    }
    const [, , , room = '', first = '', second = ''] = splitHref(path).pathname.split('/').map(safeDecode);
    switch (room) {
      case 'models':
        return modelLabel(first, second);
      case 'files':
        return first === 'related' ? { text: 'Files', icon: 'image' } : { text: second, icon: storageIcon(second) };
      case 'redis':
        return { text: `db${second}`, icon: 'key' };
      case 'changes':
        return { text: 'Changes', icon: 'history' };
      case 'settings':
        return { text: 'Settings', icon: 'settings' };
      case 'log':
        return { text: 'Log', icon: 'document' };
      default:
        return { text: path, icon: 'file' };
    }
  };
}

function safeDecode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
