import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { FileItem, FileScope } from '../../../shared/contract/files.ts';
import { encodeRowKey } from '../../../shared/domain/row-key.ts';
import { toAppError, useApi, useClient, useProject } from '../../host/index.ts';
import {
  Button,
  Details,
  EmptyState,
  ErrorState,
  formatBytes,
  formatCount,
  IconButton,
  Menu,
  notify,
  SearchField,
  Skeleton,
  Spacer,
  StatusText,
  Toolbar,
  useContextMenu,
  useShortcut,
  useTabTitle,
} from '../../ui/index.ts';
import { useFileActions } from './file-actions.ts';
import { FileDetails } from './file-details.tsx';
import { type FileOrder, orderLabels, ordersOf } from './file-order.ts';
import { storageIcon } from './files-nav.tsx';
import { GalleryGrid, type GalleryGridProps, WaitingCards } from './gallery-grid.tsx';
import classes from './gallery-screen.module.css';
import { type GallerySearch, type GalleryView, useGalleryView } from './gallery-view.ts';
import { Preview } from './preview.tsx';
import { type GalleryItems, type ShownRange, useGalleryItems, useLocated } from './use-gallery-items.ts';
import { useSearchText } from './use-search-text.ts';

/** The gallery of a storage, or of the rows that belong to one row. */
export function GalleryScreen() {
  const view = useGalleryView();
  if (!view.scope) return <EmptyState title="This address names no gallery" />;
  return <Gallery key={scopeKey(view.scope)} scope={view.scope} view={view} />;
}

function scopeKey(scope: FileScope): string {
  return scope.kind === 'storage'
    ? `${scope.root}/${scope.storage}`
    : [scope.storage, scope.model, encodeRowKey(scope.key), scope.relation, scope.field].join('/');
}

function Gallery({ scope, view: { search, change } }: { scope: FileScope; view: GalleryView }) {
  const order: FileOrder = search.order ?? (scope.kind === 'related' ? 'position' : 'name');
  const text = search.search ?? '';
  const selected = search.at ?? null;
  const [range, setRange] = useState<ShownRange>({ first: 0, last: 0 });
  const items = useGalleryItems(scope, order, text, range, selected);
  const { item } = items;
  const actions = useFileActions();
  const openContextMenu = useContextMenu();
  const [input, setInput, searchBox] = useSearchText(text, (next) => change({ ...nothing, search: next || undefined }));
  const refresh = useRefresh();
  useShortcut('F5', 'Refresh', refresh);
  useShortcut('mod+F', 'Search files', () => searchBox.current?.focus());
  useTabTitle(items.title, scope.kind === 'storage' ? storageIcon(scope.storage) : 'image');

  const total = items.total.value;
  const current = currentItem(items, selected, search.file);
  useFollowSelection(items, search, change);
  useFindSelection(scope, order, search, change);

  // What is not read yet is selected by its place alone; its id follows.
  const select = useCallback(
    (index: number | null) => change(index === null ? nothing : { file: item(index)?.id, at: index }),
    [change, item],
  );
  const preview = useCallback(
    (index: number) => change({ file: item(index)?.id, at: index, preview: true }),
    [change, item],
  );
  const onContextMenu = useCallback<GalleryGridProps['onContextMenu']>(
    (event, index) => {
      const file = item(index);
      if (!file) return;
      select(index);
      openContextMenu(
        event,
        actions.menu(file, () => preview(index)),
        `Commands for ${file.name}`,
      );
    },
    [item, select, openContextMenu, actions, preview],
  );

  return (
    <div className={classes.screen}>
      <Toolbar title={items.title} detail={items.isPending || items.failure ? undefined : <Totals items={items} />}>
        <SearchField
          ref={searchBox}
          label="Search files"
          className={classes.search}
          value={input}
          onChange={setInput}
        />
        <Spacer />
        <OrderMenu scope={scope} order={order} onChange={(next) => change({ ...nothing, order: next })} />
        <IconButton label="Refresh" icon="refresh" kind="default" shortcut="F5" onClick={refresh} />
      </Toolbar>
      <Measured className={classes.body}>
        {(width) => {
          if (items.failure) return <ErrorState error={items.failure} onRetry={items.retry} />;
          if (items.isPending) return <WaitingCards width={width} />;
          if (total === 0) return <NoFiles search={text} onClear={() => setInput('')} />;
          return (
            <GalleryGrid
              key={`${order}/${text}`}
              label={items.title}
              memoryKey={`${scopeKey(scope)}/${order}/${text}`}
              width={width}
              total={total}
              item={item}
              selected={selected}
              onSelect={select}
              onPreview={preview}
              onContextMenu={onContextMenu}
              onShow={setRange}
            />
          );
        }}
      </Measured>
      {selected !== null && (
        <SelectedDetails
          scope={scope}
          file={current}
          id={search.file}
          onPreview={() => preview(selected)}
          onClose={() => select(null)}
        />
      )}
      <Preview
        isOpen={search.preview === true && selected !== null}
        item={item}
        file={current}
        index={selected ?? 0}
        total={total}
        onMove={preview}
        onClose={() => change({ preview: undefined })}
      />
      {selected !== null && total > 0 && <StatusText>1 of {formatCount(items.total)} selected</StatusText>}
    </div>
  );
}

/** Reads the folder on disk again, and with it everything about files that is on the screen. */
function useRefresh(): () => void {
  const client = useClient();
  const api = useApi();
  const queryClient = useQueryClient();
  const { id: project } = useProject();
  return () => {
    client.files.start({ project }).then(
      () =>
        queryClient.invalidateQueries({
          queryKey: api.files.key(),
          predicate: ({ state }) => state.fetchStatus === 'idle',
        }),
      (error: unknown) => notify({ kind: 'error', message: toAppError(error).message }),
    );
  };
}

/** Nothing is selected. */
const nothing = { file: undefined, at: undefined, preview: undefined } satisfies Partial<GallerySearch>;

/** The file of the selected place, unless another one is meant by the address. */
function currentItem({ item }: GalleryItems, selected: number | null, named: string | undefined): FileItem | undefined {
  const found = selected === null ? undefined : item(selected);
  return named === undefined || found?.id === named ? found : undefined;
}

/** Files come and go under a selection: it stays with its file. One that was made by place gets the id of its file. */
function useFollowSelection(
  { item, indexOf }: GalleryItems,
  { file, at }: GallerySearch,
  change: GalleryView['change'],
): void {
  const found = at === undefined ? undefined : item(at)?.id;
  const moved = file === undefined || found === undefined || found === file ? null : indexOf(file);
  useEffect(() => {
    if (file === undefined && found !== undefined) change({ file: found });
    else if (moved !== null) change({ at: moved });
  }, [file, found, moved, change]);
}

/** A link to a file names no place: it is looked up. What is not in this gallery can't be selected in it. */
function useFindSelection(
  scope: FileScope,
  order: FileOrder,
  { file, at, search }: GallerySearch,
  change: GalleryView['change'],
): void {
  const located = useLocated(scope, order, search ?? '', file !== undefined && at === undefined ? file : null);
  const isSought = file !== undefined && at === undefined;
  useEffect(() => {
    if (!isSought || located === undefined) return;
    change(located === null ? nothing : { at: located });
  }, [isSought, located, change]);
}

function Totals({ items: { total, sizeBytes } }: { items: GalleryItems }) {
  return `${formatCount(total)} ${total.value === 1 ? 'file' : 'files'} · ${formatBytes(sizeBytes)}`;
}

function OrderMenu({
  scope,
  order,
  onChange,
}: {
  scope: FileScope;
  order: FileOrder;
  onChange: (order: FileOrder) => void;
}) {
  const entries = ordersOf(scope.kind).map((choice) => ({
    label: orderLabels[choice],
    isChecked: choice === order,
    onSelect: () => onChange(choice),
  }));
  return (
    <Menu label="Order" position="bottom-end" entries={entries}>
      <Button icon="sort" hasMenu aria-label={`Order: ${orderLabels[order]}`}>
        {orderLabels[order]}
      </Button>
    </Menu>
  );
}

/** Gives its children the width they have; nothing before it is known. */
function Measured({ className, children }: { className: string | undefined; children: (width: number) => ReactNode }) {
  const element = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const measured = element.current;
    if (!measured) return;
    setWidth(measured.clientWidth);
    const observer = new ResizeObserver(() => setWidth(measured.clientWidth));
    observer.observe(measured);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={element} className={className}>
      {width > 0 && children(width)}
    </div>
  );
}

/** The panel stays while the selection moves to an item that is still being read: cards must not change their places. */
function SelectedDetails({
  scope,
  file,
  id,
  onPreview,
  onClose,
}: {
  scope: FileScope;
  file: FileItem | undefined;
  id: string | undefined;
  onPreview: () => void;
  onClose: () => void;
}) {
  const address = file ?? (scope.kind === 'storage' && id !== undefined ? { ...scope, id } : null);
  if (!address) {
    return (
      <Details title={<Skeleton width={160} />} onClose={onClose}>
        {null}
      </Details>
    );
  }
  const { root, storage } = address;
  return (
    <FileDetails root={root} storage={storage} id={address.id} item={file} onPreview={onPreview} onClose={onClose} />
  );
}

function NoFiles({ search, onClear }: { search: string; onClear: () => void }) {
  if (search === '')
    return <EmptyState title="No files here yet" hint="Files that are put into the folder appear by themselves." />;
  return (
    <EmptyState
      title="No files match"
      hint={`Searched for “${search}” in names and captions.`}
      action={<Button onClick={onClear}>Clear search</Button>}
    />
  );
}
