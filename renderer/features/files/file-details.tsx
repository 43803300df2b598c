import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { FileDetails as FileFacts, FileItem } from '../../../shared/contract/files.ts';
import { toAppError, useApi, useProject } from '../../host/index.ts';
import {
  Details,
  ErrorState,
  FieldList,
  FieldRow,
  formatBytes,
  formatCount,
  Icon,
  IconButton,
  Skeleton,
} from '../../ui/index.ts';
import { useFileActions } from './file-actions.ts';
import { FilePicture } from './file-card.tsx';
import classes from './file-details.module.css';
import { fileKind, fileLabel } from './file-kind.ts';
import { UsedBy } from './used-by.tsx';

/** Moving through a gallery with the arrow keys does not ask for the details of every file passed. */
const settleMs = 120;

export interface FileDetailsProps {
  root: string;
  storage: string;
  id: string;
  /** What the gallery knows already. */
  item: FileItem | undefined;
  onPreview: () => void;
  onClose: () => void;
}

/** The details panel of one file. */
export function FileDetails({ root, storage, id, item, onPreview, onClose }: FileDetailsProps) {
  const api = useApi();
  const { id: project } = useProject();
  const actions = useFileActions();
  const isSettled = useSettled(id);
  const query = useQuery(api.files.get.queryOptions({ input: { project, root, storage, id }, enabled: isSettled }));
  const facts = query.data;
  // The caption belongs to the row, so only the gallery knows it.
  const file = facts ? { ...facts, caption: item?.caption ?? null } : item;

  if (!file) {
    return (
      <Details title={query.isError ? 'File' : <Skeleton width={160} />} onClose={onClose}>
        {query.isError && <ErrorState error={toAppError(query.error)} onRetry={() => void query.refetch()} isCompact />}
      </Details>
    );
  }
  const subtitle = [
    facts?.dimensions && `${facts.dimensions.width} × ${facts.dimensions.height}`,
    file.state === 'missing' ? 'Missing' : formatBytes(file.sizeBytes),
  ];
  return (
    <Details
      title={fileLabel(file)}
      subtitle={subtitle.filter(Boolean).join(' · ')}
      actions={
        <IconButton
          label="Download"
          icon="download"
          disabled={file.state === 'missing'}
          onClick={() => actions.download(file)}
        />
      }
      onClose={onClose}
    >
      <button type="button" className={classes.picture} aria-label={`Preview ${fileLabel(file)}`} onClick={onPreview}>
        <FilePicture file={file} box={372} fit="contain" />
      </button>
      {facts && facts.problems.length > 0 && <Problems problems={facts.problems} />}
      <FieldList>
        {file.caption && <FieldRow label="caption">{file.caption}</FieldRow>}
        <FieldRow label="file">{file.name}</FieldRow>
        {facts ? <MainFacts facts={facts} /> : query.isError ? null : <WaitingRows />}
        <FieldRow label="stored as" isMono>
          <span className={classes.id}>
            <span className={classes.idText}>{file.id}</span>
            <IconButton
              label="Copy id"
              icon="copy"
              iconSize={14}
              className={classes.copy}
              onClick={() => actions.copy(file.id, 'Id')}
            />
          </span>
        </FieldRow>
        {facts && (
          <FieldRow label="used by" isBoxed={false}>
            <UsedBy references={facts.references} isComplete={facts.referencesComplete} />
          </FieldRow>
        )}
        {facts && <OtherFacts facts={facts} />}
      </FieldList>
      {query.isError && <ErrorState error={toAppError(query.error)} onRetry={() => void query.refetch()} isCompact />}
    </Details>
  );
}

/** What one looks for first: when, how large, with what. */
function MainFacts({ facts }: { facts: FileFacts }) {
  const exif = new Map(facts.exif.map(({ name, text }) => [name, text]));
  const camera = cameraLine.map((name) => exif.get(name)).filter(Boolean);
  const size = [
    facts.dimensions && `${facts.dimensions.width} × ${facts.dimensions.height}`,
    formatBytes(facts.sizeBytes),
  ];
  return (
    <>
      {exif.has('Taken') && <FieldRow label="taken">{exif.get('Taken')}</FieldRow>}
      {facts.state !== 'missing' && <FieldRow label="size">{size.filter(Boolean).join(' · ')}</FieldRow>}
      {facts.state !== 'missing' && (
        <FieldRow label="type">
          {[fileKind(facts).label, facts.frames > 1 ? `${formatCount(facts.frames)} frames` : '']
            .filter(Boolean)
            .join(' · ')}
        </FieldRow>
      )}
      {camera.length > 0 && <FieldRow label="camera">{camera.join(' · ')}</FieldRow>}
    </>
  );
}

/** Camera data that shares one line. */
const cameraLine = ['Camera', 'Focal length', 'Aperture'];

function OtherFacts({ facts }: { facts: FileFacts }) {
  const others = facts.exif.filter(({ name }) => name !== 'Taken' && !cameraLine.includes(name));
  return (
    <>
      {others.map(({ name, text }) => (
        <FieldRow key={name} label={name === 'ISO' ? name : name.toLowerCase()}>
          {text}
        </FieldRow>
      ))}
      {facts.storedAt && <FieldRow label="stored">{facts.storedAt.replace('T', ' ')}</FieldRow>}
      {facts.uploadedBy && (
        <FieldRow label="uploaded by" isMono>
          {facts.uploadedBy}
        </FieldRow>
      )}
    </>
  );
}

function WaitingRows() {
  return ['size', 'type'].map((label) => (
    <FieldRow key={label} label={label}>
      <Skeleton width="60%" />
    </FieldRow>
  ));
}

function Problems({ problems }: { problems: readonly string[] }) {
  return (
    <ul className={classes.problems} aria-label="Problems">
      {problems.map((problem) => (
        <li key={problem} className={classes.problem}>
          <Icon name="warning" size={15} className={classes.problemIcon} />
          <span>{problem}</span>
        </li>
      ))}
    </ul>
  );
}

/** True once the value has stayed the same for a moment. */
function useSettled(value: string): boolean {
  const [settled, setSettled] = useState<string | null>(null);
  useEffect(() => {
    const timer = window.setTimeout(() => setSettled(value), settleMs);
    return () => window.clearTimeout(timer);
  }, [value]);
  return settled === value;
}
