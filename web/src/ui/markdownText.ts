// What a text means beyond Markdown: mentions and task keys; and edits of its source. No UI, so it is tested alone.

/** A piece of a text. */
export type TextPiece = { kind: 'text' | 'mention' | 'task'; text: string };

/** Cuts a text at mentions of known people and at task keys such as WEB-42. */
export function markText(value: string, people: readonly { name: string }[]): TextPiece[] {
  const names = people
    .map((person) => person.name)
    .filter(Boolean)
    .sort((a, b) => b.length - a.length);
  const mention =
    names.length > 0 ? `(?<![\\p{L}\\p{N}])@(?:${names.map(escapePattern).join('|')})(?![\\p{L}\\p{N}])|` : '';
  const pattern = new RegExp(
    `${mention}(?<![\\p{L}\\p{N}/_-])[A-Z][A-Z0-9]{0,9}-[1-9][0-9]*(?![\\p{L}\\p{N}_-])`,
    'gu',
  );
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const found of value.matchAll(pattern)) {
    if (found.index > end) pieces.push({ kind: 'text', text: value.slice(end, found.index) });
    pieces.push({ kind: found[0].startsWith('@') ? 'mention' : 'task', text: found[0] });
    end = found.index + found[0].length;
  }
  if (end < value.length) pieces.push({ kind: 'text', text: value.slice(end) });
  return pieces;
}

/** The id behind the address of a stored mention, `@[Ada](member:ID)`. */
export function mentionedMember(url: string): string | undefined {
  return /^member:([0-9a-zA-Z-]+)$/.exec(url)?.[1];
}

/** The id behind the address of a link to a task, `[#10](task:ID)`, as imports write them. */
export function linkedTask(url: string): string | undefined {
  return /^task:([0-9a-zA-Z-]+)$/.exec(url)?.[1];
}

/** A text as one writes it: stored mentions `@[Ada](member:ID)` as `@Ada`. The server stores them again. */
export function readableMentions(text: string): string {
  return text.replace(
    /@\[((?:[^\]\\]|\\.)*)\]\(member:[0-9a-zA-Z-]+\)/g,
    (_, name: string) => `@${name.replace(/\\(.)/g, '$1')}`,
  );
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The source with the box of the list item at `offset` switched. */
export function toggleTask(source: string, offset: number): string {
  const box = /\[([ xX])\]/.exec(source.slice(offset));
  if (!box) return source;
  const at = offset + box.index + 1;
  return source.slice(0, at) + (box[1] === ' ' ? 'x' : ' ') + source.slice(at + 1);
}

/** A text and what is selected in it. */
export type Selected = { text: string; start: number; end: number };

/** Puts a mark around the selection, or takes it away when it is there. */
export function wrapSelection({ text, start, end }: Selected, mark: string): Selected {
  const inside = text.slice(start, end);
  const around = text.slice(start - mark.length, start) === mark && text.slice(end, end + mark.length) === mark;
  if (around) {
    return {
      text: text.slice(0, start - mark.length) + inside + text.slice(end + mark.length),
      start: start - mark.length,
      end: end - mark.length,
    };
  }
  return {
    text: text.slice(0, start) + mark + inside + mark + text.slice(end),
    start: start + mark.length,
    end: end + mark.length,
  };
}

/** Makes a link of the selection and selects the place of its address. */
export function linkSelection({ text, start, end }: Selected): Selected {
  const label = text.slice(start, end) || 'link';
  const at = start + label.length + 3;
  return { text: `${text.slice(0, start)}[${label}](https://)${text.slice(end)}`, start: at, end: at + 8 };
}

/** Begins every selected line with `prefix`, or takes it away when all have it. */
export function prefixLines({ text, start, end }: Selected, prefix: string): Selected {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const stop = text.indexOf('\n', end);
  const to = stop === -1 ? text.length : stop;
  const lines = text.slice(from, to).split('\n');
  const numbered = prefix === '1. ';
  const pattern = numbered ? /^\d+\. / : new RegExp(`^${escapePattern(prefix)}`);
  const all = lines.every((line) => pattern.test(line));
  const changed = lines.map((line, index) => {
    const bare = line.replace(all ? pattern : /^(- \[[ x]\] |- |> |\d+\. )/, '');
    return all ? bare : (numbered ? `${index + 1}. ` : prefix) + bare;
  });
  const block = changed.join('\n');
  const single = lines.length === 1;
  const shift = block.length - (to - from);
  return {
    text: text.slice(0, from) + block + text.slice(to),
    start: single ? Math.max(from, start + shift) : from,
    end: single ? Math.max(from, end + shift) : from + block.length,
  };
}

/** On Enter inside a list: the next item, or the end of the list after an empty one. Null when not in a list. */
export function continueList({ text, start, end }: Selected): Selected | null {
  if (start !== end) return null;
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const found = /^(\s*)(- \[[ xX]\] |[-*] |> |(\d+)\. )(.*)$/.exec(text.slice(from, start));
  if (!found) return null;
  const [, indent = '', marker = '', number, rest = ''] = found;
  if (rest === '') return { text: text.slice(0, from) + text.slice(start), start: from, end: from };
  const next = number ? `${Number(number) + 1}. ` : marker.replace(/\[[xX]\]/, '[ ]');
  const added = `\n${indent}${next}`;
  return {
    text: text.slice(0, start) + added + text.slice(start),
    start: start + added.length,
    end: start + added.length,
  };
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const wordSegments = new Intl.Segmenter(undefined, { granularity: 'word' });

/** Characters (grapheme clusters) and words (Unicode word boundaries) of a text. */
export function countText(text: string): { characters: number; words: number } {
  let characters = 0;
  for (const _ of graphemes.segment(text)) characters++;
  let words = 0;
  for (const segment of wordSegments.segment(text)) if (segment.isWordLike) words++;
  return { characters, words };
}
