import { useEffect, useRef, useState } from 'react';
import type { ChangeEvent, KeyboardEvent } from 'react';
import { ApiError } from '../api/client';
import { showToast } from '../ui/toasts';
import { failureText, fieldFailures } from './failure';

/** A text field that saves itself when it is left or on Enter, and goes back on Escape. */
export type Autosave = {
  value: string;
  error: string | undefined;
  onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
  onBlur: () => void;
  onKeyDown: (event: KeyboardEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
};

/** Edits `saved`; `save` gets the trimmed text. An empty text goes back unless `optional`. */
export function useAutosave(
  saved: string,
  save: (value: string) => Promise<void>,
  options: { field?: string; optional?: boolean } = {},
): Autosave {
  const [draft, setDraft] = useState<string>();
  const [error, setError] = useState<string>();
  const latest = useRef(saved);
  useEffect(() => {
    latest.current = saved;
  }, [saved]);

  async function commit(): Promise<void> {
    const value = draft?.trim();
    if (value === undefined || value === latest.current || (value === '' && !options.optional)) {
      setDraft(undefined);
      return;
    }
    try {
      await save(value);
      setDraft(undefined);
      setError(undefined);
    } catch (cause) {
      const own = cause instanceof Error && !(cause instanceof ApiError) ? cause.message : undefined;
      const message = (options.field && fieldFailures(cause)[options.field]) || own || failureText(cause);
      setError(message);
      showToast(message, { tone: 'danger' });
    }
  }

  return {
    value: draft ?? saved,
    error,
    onChange: (event) => {
      setDraft(event.target.value);
      setError(undefined);
    },
    onBlur: () => void commit(),
    onKeyDown: (event) => {
      if (event.key === 'Enter' && event.currentTarget instanceof HTMLInputElement) event.currentTarget.blur();
      if (event.key === 'Escape' && draft !== undefined) {
        event.stopPropagation();
        setDraft(undefined);
        setError(undefined);
      }
    },
  };
}
