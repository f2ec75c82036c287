// What a column shows while a card is lifted by keyboard: the card at the place where it would be dropped.

/** A card that is lifted by keyboard, where it came from and where it is held. */
export type Lift = {
  id: string;
  from: { column: string; index: number };
  to: { column: string; index: number };
};

/** The ids of a column with the lifted card out of its old place and in its new one. */
export function withLift(ids: readonly string[], column: string, lift: Lift | null): readonly string[] {
  if (!lift) return ids;
  const without = ids.includes(lift.id) ? ids.filter((id) => id !== lift.id) : ids;
  if (lift.to.column !== column) return without;
  const index = Math.min(lift.to.index, without.length);
  return [...without.slice(0, index), lift.id, ...without.slice(index)];
}

/** Where the arrow keys hold a lifted card next; null when there is nothing in that direction. */
export function stepLift(lift: Lift, key: string, columns: readonly { id: string; size: number }[]): Lift | null {
  const at = columns.findIndex((column) => column.id === lift.to.column);
  // A column's size counts the card where it is held.
  const room = (columns[at]?.size ?? 1) - 1;
  if (key === 'ArrowUp' && lift.to.index > 0) return { ...lift, to: { ...lift.to, index: lift.to.index - 1 } };
  if (key === 'ArrowDown' && lift.to.index < room) return { ...lift, to: { ...lift.to, index: lift.to.index + 1 } };
  if (key === 'Home' && lift.to.index > 0) return { ...lift, to: { ...lift.to, index: 0 } };
  if (key === 'End' && lift.to.index < room) return { ...lift, to: { ...lift.to, index: room } };
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const next = columns[at + (key === 'ArrowLeft' ? -1 : 1)];
    return next ? { ...lift, to: { column: next.id, index: Math.min(lift.to.index, next.size) } } : null;
  }
  return null;
}
