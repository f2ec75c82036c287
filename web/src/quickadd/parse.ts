// Quick add reads one line: "Pay rent !high @ada #home *bills >Doing ^3 fri 5pm". Marks count only at the
// beginning of a word, names must exist (labels may be new), a backslash keeps a word as it is, and what is
// not recognised stays in the title. Of two answers to one question the last one counts.
import { readWhen } from './dates';
import type { Moment, When } from './dates';
import { findName } from './names';

/** A task's priority. */
export type QuickPriority = 'none' | 'low' | 'medium' | 'high' | 'urgent';

/** The names that marks may refer to. */
export type Known = {
  people: readonly string[];
  projects: readonly string[];
  labels: readonly string[];
  columns: readonly string[];
};

/** A recognised piece of the line; `start` and `end` are offsets in the line. */
export type Piece = { start: number; end: number } & (
  | { kind: 'priority'; priority: QuickPriority }
  | { kind: 'person'; name: string }
  | { kind: 'project'; name: string }
  | { kind: 'label'; name: string; isNew: boolean }
  | { kind: 'column'; name: string }
  | { kind: 'estimate'; estimate: number }
  | { kind: 'due'; when: When }
);

/** What a line says. */
export type QuickTask = {
  title: string;
  pieces: Piece[];
  priority?: QuickPriority;
  people: string[];
  project?: string;
  labels: { name: string; isNew: boolean }[];
  column?: string;
  estimate?: number;
  due?: When;
};

type Word = { text: string; start: number; end: number };

const priorities: Readonly<Record<string, QuickPriority>> = {
  urgent: 'urgent', high: 'high', medium: 'medium', low: 'low', none: 'none',
  '1': 'urgent', '2': 'high', '3': 'medium', '4': 'low',
};

/** Reads a line. Pieces whose text stands in `ignored` stay in the title: the person said so. */
export function parseQuickAdd(line: string, now: Moment, known: Known, ignored: ReadonlySet<string> = new Set()): QuickTask {
  const words = splitWords(line);
  const found = new Map<number, { piece: Piece; words: number }>();
  // From the end to the start: whether a weak date stands last depends on what follows it.
  const closed = new Set<number>([words.length]);
  for (let index = words.length - 1; index >= 0; index--) {
    const reading = readAt(words, index, now, known, closed);
    if (!reading || ignored.has(line.slice(reading.piece.start, reading.piece.end))) continue;
    found.set(index, reading);
    if (closed.has(index + reading.words)) closed.add(index);
  }

  const pieces: Piece[] = [];
  const kept: { text: string; start: number; end: number }[] = [];
  for (let index = 0; index < words.length; ) {
    const hit = found.get(index);
    if (hit) {
      pieces.push(hit.piece);
      index += hit.words;
    } else {
      kept.push(words[index]!);
      index++;
    }
  }
  return gather(line, words, pieces, kept);
}

function gather(line: string, words: readonly Word[], all: readonly Piece[], kept: Word[]): QuickTask {
  const last = new Map<string, Piece>();
  for (const piece of all) last.set(piece.kind, piece);
  const task: QuickTask = { title: '', pieces: [], people: [], labels: [] };
  for (const piece of all) {
    if (piece.kind === 'person') {
      if (!task.people.includes(piece.name)) task.people.push(piece.name);
    } else if (piece.kind === 'label') {
      if (!task.labels.some((label) => label.name === piece.name)) task.labels.push({ name: piece.name, isNew: piece.isNew });
    } else if (last.get(piece.kind) !== piece) {
      kept.push(...words.filter((word) => word.start >= piece.start && word.end <= piece.end));
      continue;
    } else if (piece.kind === 'priority') task.priority = piece.priority;
    else if (piece.kind === 'project') task.project = piece.name;
    else if (piece.kind === 'column') task.column = piece.name;
    else if (piece.kind === 'estimate') task.estimate = piece.estimate;
    else if (piece.kind === 'due') task.due = piece.when;
    task.pieces.push(piece);
  }
  kept.sort((a, b) => a.start - b.start);
  task.title = kept.map((word) => unescape(line.slice(word.start, word.end))).join(' ');
  return task;
}

function unescape(word: string): string {
  return /^\\[!@#*>^\\]/.test(word) || /^\\\p{L}/u.test(word) ? word.slice(1) : word;
}

/** Words by white space; a mark followed by a quoted name is one word. */
function splitWords(line: string): Word[] {
  const words: Word[] = [];
  for (const match of line.matchAll(/[@#*>]"[^"\n]+"(?=\s|$)|\S+/g)) {
    words.push({ text: match[0], start: match.index, end: match.index + match[0].length });
  }
  return words;
}

function readAt(
  words: readonly Word[],
  index: number,
  now: Moment,
  known: Known,
  closed: ReadonlySet<number>,
): { piece: Piece; words: number } | undefined {
  const word = words[index]!;
  const at = { start: word.start, end: word.end };
  const rest = word.text.slice(1);
  const one = (piece: Piece) => ({ piece, words: 1 });
  switch (word.text[0]) {
    case '!': {
      const priority = priorities[rest.toLowerCase()];
      return priority ? one({ ...at, kind: 'priority', priority }) : undefined;
    }
    case '^':
      return /^\d{1,4}(\.\d{1,2})?$/.test(rest) ? one({ ...at, kind: 'estimate', estimate: Number(rest) }) : undefined;
    case '@':
    case '#':
    case '>': {
      const kind = word.text[0] === '@' ? 'person' : word.text[0] === '#' ? 'project' : 'column';
      const names = kind === 'person' ? known.people : kind === 'project' ? known.projects : known.columns;
      const name = findName(unquote(rest), names);
      return name === undefined ? undefined : one({ ...at, kind, name });
    }
    case '*': {
      const asked = unquote(rest);
      const name = findName(asked, known.labels);
      if (name !== undefined) return one({ ...at, kind: 'label', name, isNew: false });
      return rest !== asked || /^[\p{L}\p{N}][\p{L}\p{N}\p{M}_-]*$/u.test(asked)
        ? one({ ...at, kind: 'label', name: asked, isNew: true })
        : undefined;
    }
  }
  const when = readWhen(
    words.slice(index, index + 6).map((next) => next.text),
    now,
    (count) => closed.has(index + count),
  );
  if (!when) return undefined;
  return { piece: { kind: 'due', start: word.start, end: words[index + when.words - 1]!.end, when: when.value }, words: when.words };
}

function unquote(name: string): string {
  return /^".+"$/.test(name) ? name.slice(1, -1).trim() : name;
}
