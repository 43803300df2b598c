export { modelIcon } from './model-icon.ts';
export { ModelScreen } from './model-screen.tsx';
export { modelSearchSchema } from './model-search.ts';
export { ModelsNav } from './models-nav.tsx';
export { useModelPalette } from './use-model-palette.ts';
