import { describe, expect, it } from 'vitest';
import { stepLift, withLift } from './displayed';
import type { Lift } from './displayed';

const lift: Lift = { id: 'b', from: { column: 'todo', index: 1 }, to: { column: 'todo', index: 1 } };

describe('a lifted card', () => {
  it('is shown where it is held and nowhere else', () => {
    expect(withLift(['a', 'b', 'c'], 'todo', { ...lift, to: { column: 'todo', index: 2 } })).toEqual(['a', 'c', 'b']);
    expect(withLift(['a', 'b', 'c'], 'todo', { ...lift, to: { column: 'done', index: 0 } })).toEqual(['a', 'c']);
    expect(withLift(['x'], 'done', { ...lift, to: { column: 'done', index: 9 } })).toEqual(['x', 'b']);
    const ids = ['x'];
    expect(withLift(ids, 'done', lift)).toBe(ids);
    expect(withLift(ids, 'done', null)).toBe(ids);
  });

  it('moves by arrows and stays on the board', () => {
    const columns = [{ id: 'todo', size: 3 }, { id: 'done', size: 1 }];
    expect(stepLift(lift, 'ArrowDown', columns)?.to).toEqual({ column: 'todo', index: 2 });
    expect(stepLift({ ...lift, to: { column: 'todo', index: 2 } }, 'ArrowDown', columns)).toBeNull();
    expect(stepLift(lift, 'Home', columns)?.to.index).toBe(0);
    expect(stepLift({ ...lift, to: { column: 'todo', index: 0 } }, 'ArrowUp', columns)).toBeNull();
    expect(stepLift({ ...lift, to: { column: 'todo', index: 2 } }, 'ArrowRight', columns)?.to).toEqual({ column: 'done', index: 1 });
    expect(stepLift(lift, 'ArrowLeft', columns)).toBeNull();
    expect(stepLift(lift, 'q', columns)).toBeNull();
  });
});
