export { ChangesNav } from './changes-nav.tsx';
export { impactText } from './impact-text.ts';
export { ChangesScreen } from './journal/changes-screen.tsx';
export { changesSearchSchema } from './journal/changes-search.ts';
export { StagedBar } from './staged-bar.tsx';
export {
  useCommitBeforeSave,
  useRowsVersion,
  useSaveCount,
  useStagedModel,
  useStagedModels,
} from './staged-context.ts';
export type { SavedRowOf, StagedFieldEdit, StagedModel, StagedNewRow, StagedRow } from './staged-model.ts';
export { StagedProvider } from './staged-provider.tsx';
export type { UploadOptions, UploadValue } from './upload-value.ts';
export { useUploadValue } from './use-upload-value.ts';
