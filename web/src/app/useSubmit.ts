import { useRef, useState } from 'react';
import type { FormEvent } from 'react';
import { failureText, fieldFailures } from './failure';

/** The state of a form. */
export type Submit = {
  onSubmit: (event?: FormEvent) => void;
  busy: boolean;
  /** What went wrong with the whole; undefined when the fields say it. */
  failure: string | undefined;
  /** What went wrong, by field. */
  fields: Readonly<Record<string, string>>;
  /** Replaces what is shown as wrong; for checks before sending. */
  setFields: (fields: Record<string, string>) => void;
};

/** Runs a form's work once at a time and keeps what went wrong. `explain` may know better than the server. */
export function useSubmit(work: () => Promise<void>, explain?: (cause: unknown) => string | undefined): Submit {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const [fields, setFields] = useState<Record<string, string>>({});
  const running = useRef(false);

  async function run(form: HTMLElement | null): Promise<void> {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setFailure(undefined);
    setFields({});
    try {
      await work();
    } catch (cause) {
      const byField = fieldFailures(cause);
      setFields(byField);
      if (Object.keys(byField).length === 0) setFailure(explain?.(cause) ?? failureText(cause));
      requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid]')?.focus());
    } finally {
      running.current = false;
      setBusy(false);
    }
  }

  return {
    busy,
    failure,
    fields,
    setFields,
    onSubmit: (event) => {
      event?.preventDefault();
      void run(event?.currentTarget instanceof HTMLElement ? event.currentTarget : null);
    },
  };
}
