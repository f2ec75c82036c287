import { describe, expect, it } from 'vitest';
import { completeMark, findMark, suggest, withoutPiece } from './complete';
import { parseQuickAdd } from './parse';
import vectors from './vectors.json';

describe('completing a mark', () => {
  it('finds the mark that the caret stands in', () => {
    expect(findMark('Ask @gr', 7)).toEqual({ sign: '@', query: 'gr', from: 4, to: 7 });
    expect(findMark('Ask @gr now', 7)?.query).toBe('gr');
    expect(findMark('Ask @gr now', 11)).toBeNull();
    expect(findMark('mail@gr', 7)).toBeNull();
    expect(findMark('#', 1)).toEqual({ sign: '#', query: '', from: 0, to: 1 });
  });

  it('offers names that begin with it before those that contain it', () => {
    expect(suggest('k', ['Grace Kelly', 'Kim', 'Ada'])).toEqual(['Kim', 'Grace Kelly']);
    expect(suggest('', ['B', 'A'])).toEqual(['B', 'A']);
    expect(suggest('eva', ['Éva Tardos'])).toEqual(['Éva Tardos']);
  });

  it('writes what the grammar reads back', () => {
    for (const [sign, name] of [['@', 'Grace Kelly'], ['*', 'needs review'], ['>', 'In progress'], ['#', 'Website']] as const) {
      const line = `Ship ${sign}x tomorrow`;
      const done = completeMark(line, findMark(line, 7)!, name);
      const task = parseQuickAdd(done.line, vectors, vectors.known);
      expect(task.title).toBe('Ship');
      expect(task.pieces.map((piece) => 'name' in piece && piece.name)).toContain(name);
      expect(done.line.slice(done.caret)).toBe('tomorrow');
    }
  });

  it('takes a piece out of the line', () => {
    expect(withoutPiece('Pay rent fri !high', { start: 9, end: 12 })).toBe('Pay rent !high');
    expect(withoutPiece('!high Pay', { start: 0, end: 5 })).toBe('Pay');
  });
});
