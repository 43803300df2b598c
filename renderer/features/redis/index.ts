export { KeysScreen } from './keys-screen.tsx';
export { keysSearchSchema } from './keys-view.ts';
export { RedisNav } from './redis-nav.tsx';
export { useKeyPalette } from './use-key-palette.ts';
