import { useEffect, useRef } from 'react';
import type { ColumnHandle } from './BoardColumn';
import { cardLink } from './cardElements';

/**
 * Keeps the focus when someone else moves or removes the card that has it: the focus goes with the card, or to
 * the card that took its place. Without this the browser would drop it to the top of the page.
 */
export function useKeptFocus(
  root: { current: HTMLElement | null },
  handles: { current: Map<string, ColumnHandle> },
  focusCard: (id: string) => void,
): void {
  const last = useRef<{ id: string; column: string; index: number } | null>(null);
  useEffect(() => {
    const board = root.current;
    if (!board) return undefined;
    const observer = new MutationObserver(() => {
      const before = last.current;
      if (!before || document.activeElement !== document.body) return;
      last.current = null;
      const inColumn = handles.current.get(before.column)?.ids ?? [];
      const still = [...handles.current.values()].some((handle) => handle.ids.includes(before.id));
      const next = still ? before.id : inColumn[Math.min(before.index, inColumn.length - 1)];
      if (next !== undefined) focusCard(next);
    });
    observer.observe(board, { childList: true, subtree: true });
    const remember = (event: FocusEvent) => {
      const card = (event.target as Element).closest<HTMLElement>('[data-card]');
      const column = card?.closest<HTMLElement>('[data-column]')?.dataset['column'];
      const id = card?.dataset['card'];
      last.current = id && column ? { id, column, index: handles.current.get(column)?.ids.indexOf(id) ?? 0 } : null;
    };
    const forget = (event: FocusEvent) => {
      // Removing a focused element sends no relatedTarget and leaves the element detached.
      if (event.relatedTarget !== null || (event.target as Element).isConnected) {
        requestAnimationFrame(() => {
          if (document.activeElement !== document.body) return;
          if (last.current && cardLink(board, last.current.id)) last.current = null;
        });
      }
    };
    board.addEventListener('focusin', remember);
    board.addEventListener('focusout', forget);
    return () => {
      observer.disconnect();
      board.removeEventListener('focusin', remember);
      board.removeEventListener('focusout', forget);
    };
  }, [root, handles, focusCard]);
}
