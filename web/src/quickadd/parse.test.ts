import { describe, expect, it } from 'vitest';
import { parseQuickAdd } from './parse';
import { instantIn, wallClock } from './zone';
import vectors from './vectors.json';

describe('the grammar of quick add', () => {
  for (const given of vectors.cases as Record<string, unknown>[]) {
    const { line, today = vectors.today, time = vectors.time, ...expected } = given;
    it(String(line) || 'an empty line', () => {
      const task = parseQuickAdd(String(line), { today: String(today), time: String(time) }, vectors.known);
      const { pieces: _pieces, people, labels, ...rest } = task;
      expect({
        ...rest,
        ...(people.length > 0 ? { people } : {}),
        ...(labels.length > 0 ? { labels: labels.map((label) => (label.isNew ? `+${label.name}` : label.name)) } : {}),
      }).toEqual(expected);
    });
  }

  it('tells where a piece stands', () => {
    const line = 'Pay  rent fri 5pm !high';
    const task = parseQuickAdd(line, vectors, vectors.known);
    expect(task.pieces.map((piece) => line.slice(piece.start, piece.end))).toEqual(['fri 5pm', '!high']);
  });

  it('leaves a piece that the person refused in the title', () => {
    const task = parseQuickAdd('The today show *bug', vectors, vectors.known, new Set(['today', '*bug']));
    expect(task.title).toBe('The today show *bug');
    expect(task.pieces).toEqual([]);
  });
});

describe('a wall clock in a zone', () => {
  it('is an instant', () => {
    expect(instantIn('2026-11-20', '17:00', 'America/New_York')).toBe('2026-11-20T22:00:00.000Z');
    expect(instantIn('2026-07-01', '00:00', 'Pacific/Kiritimati')).toBe('2026-06-30T10:00:00.000Z');
    expect(instantIn('2026-07-01', '12:00', 'Asia/Kathmandu')).toBe('2026-07-01T06:15:00.000Z');
  });

  it('goes forward over the hour that spring skips and takes the first of the hour that autumn repeats', () => {
    expect(instantIn('2026-03-29', '02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
    expect(instantIn('2026-10-25', '02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
  });

  it('reads back what it wrote', () => {
    for (const zone of ['UTC', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Tokyo']) {
      for (let day = 1; day <= 28; day += 3) {
        const date = `2026-04-${String(day).padStart(2, '0')}`;
        expect(wallClock(Date.parse(instantIn(date, '09:45', zone)), zone)).toEqual({ date, time: '09:45' });
      }
    }
  });
});
