import { useCallback, useLayoutEffect, useRef } from 'react';

/** The same function for as long as the component lives, which always does what the last one given does. */
export function useStableCallback<Arguments extends unknown[], Result>(
  call: (...given: Arguments) => Result,
): (...given: Arguments) => Result {
  const latest = useRef(call);
  useLayoutEffect(() => {
    latest.current = call;
  });
  return useCallback((...given: Arguments) => latest.current(...given), []);
}
