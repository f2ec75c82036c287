import { useCallback, useEffect, useState } from 'react';
import { failureText } from './failure';

/** Something asked of the server for one screen. */
export type Loaded<T> =
  | { status: 'loading' }
  | { status: 'failed'; failure: string; reload: () => void }
  | { status: 'ready'; value: T; reload: () => void; set: (change: (value: T) => T) => void };

/** Asks when the screen is shown; `load` must stay the same function. */
export function useLoaded<T>(load: () => Promise<T>): Loaded<T> {
  const [state, setState] = useState<{ value?: T; failure?: string }>({});
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let current = true;
    load().then(
      (value) => current && setState({ value }),
      (cause: unknown) => current && setState((before) => ({ ...before, failure: failureText(cause) })),
    );
    return () => {
      current = false;
    };
  }, [load, turn]);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  if (state.value !== undefined) {
    return {
      status: 'ready',
      value: state.value,
      reload,
      set: (change) => setState((before) => (before.value === undefined ? before : { value: change(before.value) })),
    };
  }
  return state.failure === undefined ? { status: 'loading' } : { status: 'failed', failure: state.failure, reload };
}
