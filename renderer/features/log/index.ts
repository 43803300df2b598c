export { LogScreen } from './log-screen.tsx';
export { logSearchSchema } from './log-search.ts';
