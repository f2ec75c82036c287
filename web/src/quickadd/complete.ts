// What a mark that is being typed could become.
import { plainName } from './names';

/** A mark before the caret: "@gr". */
export type Mark = { sign: '@' | '#' | '*' | '>' | '!'; query: string; from: number; to: number };

/** The mark that the caret stands in, if it stands in one. */
export function findMark(line: string, caret: number): Mark | null {
  const found = /(?:^|\s)([@#*>!])([^\s@#*>!"]*)$/u.exec(line.slice(0, caret));
  if (!found) return null;
  const query = found[2] ?? '';
  return { sign: found[1] as Mark['sign'], query, from: caret - query.length - 1, to: caret };
}

/** The names that fit what was typed after the sign, those that begin with it first. */
export function suggest(query: string, names: readonly string[], limit = 6): string[] {
  const plain = plainName(query);
  const scored = names.map((name, index) => {
    const form = plainName(name);
    const score = plain === '' ? 1 : form.startsWith(plain) ? 3 : form.split('-').some((word) => word.startsWith(plain)) ? 2 : 0;
    return { name, index, score };
  });
  return scored
    .filter((one) => one.score > 0)
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, limit)
    .map((one) => one.name);
}

/** The line with the mark completed to a name, and where the caret goes. */
export function completeMark(line: string, mark: Mark, name: string): { line: string; caret: number } {
  const word = `${mark.sign}${/^[\p{L}\p{N}\p{M}._\s-]+$/u.test(name) ? name.trim().replace(/\s+/g, '-') : `"${name}"`} `;
  const rest = line.slice(mark.to).replace(/^\s/, '');
  return { line: line.slice(0, mark.from) + word + rest, caret: mark.from + word.length };
}

/** The line without one of its pieces, when a picker has answered in its place. */
export function withoutPiece(line: string, piece: { start: number; end: number }): string {
  return (line.slice(0, piece.start) + line.slice(piece.end)).replace(/\s{2,}/g, ' ').trimStart();
}
