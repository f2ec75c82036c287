import { useState } from 'react';
import { t } from '../../i18n';
import type { Column } from '../../models/column';
import { readTask } from '../../models/task';
import { stepLift } from './displayed';
import type { Lift } from './displayed';

/** What lifting needs to know of the board. */
export type LiftBoard = {
  columns: readonly Column[];
  sizes: () => { id: string; size: number }[];
  drop: (lift: Lift) => void;
  /** Tells it to those who do not see it. */
  say: (text: string) => void;
};

/** Moving a card by keyboard: Space lifts and drops, arrows carry, Escape puts it back. */
export function useLift({ columns, sizes, drop, say }: LiftBoard) {
  const [lift, setLift] = useState<Lift | null>(null);

  function words(next: Lift): { title: string; column: string; position: number; count: number } {
    const sizeNow = sizes().find((one) => one.id === next.to.column)?.size ?? 0;
    const held = lift !== null && lift.to.column === next.to.column;
    return {
      title: readTask(next.id)?.title ?? '',
      column: columns.find((column) => column.id === next.to.column)?.name ?? '',
      position: next.to.index + 1,
      count: held || lift === null ? sizeNow : sizeNow + 1,
    };
  }

  /** Takes a key press on a card; true when it meant something. */
  function press(key: string, id: string, column: string, index: number): boolean {
    if (!lift) {
      if (key !== ' ') return false;
      const next: Lift = { id, from: { column, index }, to: { column, index } };
      setLift(next);
      say(t('board.lifted', words(next)));
      return true;
    }
    if (key === ' ' || key === 'Enter') {
      say(t('board.dropped', words(lift)));
      setLift(null);
      if (lift.to.column !== lift.from.column || lift.to.index !== lift.from.index) drop(lift);
      return true;
    }
    if (key === 'Escape') {
      cancel();
      return true;
    }
    const next = stepLift(lift, key, sizes());
    if (next) {
      setLift(next);
      say(t('board.moved', words(next)));
    }
    return next !== null || key.startsWith('Arrow');
  }

  function cancel(): void {
    if (!lift) return;
    say(t('board.cancelled', { title: readTask(lift.id)?.title ?? '' }));
    setLift(null);
  }

  return { lift, press, cancel };
}
