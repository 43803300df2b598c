import { expect, it } from 'vitest';
import { kindsText, restoredText, stagedCountText } from './staged-text.ts';

it('counts what is staged by kind', () => {
  expect(stagedCountText(1)).toBe('1 staged change');
  expect(kindsText({ inserted: 1, updated: 12_480, deleted: 0 })).toBe('1 new, 12,480 edited');
});

it('tells what came back after a window ended', () => {
  expect(restoredText({ count: 3, savedBefore: [] }, 0)).toBe('Restored 3 staged changes');
  expect(restoredText({ count: 1, savedBefore: [] }, 2)).toBe('Restored 1 staged change, 2 problems');
  expect(restoredText({ count: 0, savedBefore: ['main'] }, 0)).toBe('The changes of main had been saved');
  expect(restoredText({ count: 2, savedBefore: ['main'] }, 0)).toBe(
    'The changes of main had been saved; restored 2 staged changes',
  );
});
