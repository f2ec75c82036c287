import { useEffect, useState } from 'react';

/**
 * Gives the focus back when a picker or menu without a trigger of its own goes: to what had it before, or, when
 * the act has moved the task meanwhile, to the task at its new place.
 */
export function useReturnFocus(task: string | undefined): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      setTimeout(() => {
        const now = document.activeElement;
        if (now !== null && now !== document.body) return;
        if (before instanceof HTMLElement && before !== document.body && before.isConnected) before.focus({ preventScroll: true });
        else if (task !== undefined) document.querySelector<HTMLElement>(`[data-card="${CSS.escape(task)}"], [data-row="${CSS.escape(task)}"]`)?.focus({ preventScroll: true });
      }, 60);
    },
    [before, task],
  );
}
