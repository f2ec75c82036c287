/** Above this many cells the comparison would be felt; the person is asked instead. */
const mostCells = 4_000_000;

/**
 * Merges two texts that started from the same base, line by line. Returns null
 * when both changed the same place differently: then a person has to choose.
 */
export function mergeText(base: string, mine: string, theirs: string): string | null {
  if (mine === theirs || theirs === base) return mine;
  if (mine === base) return theirs;
  const from = base.split("\n");
  const left = mine.split("\n");
  const right = theirs.split("\n");
  const inLeft = matches(from, left);
  const inRight = matches(from, right);
  if (inLeft === null || inRight === null) return null;
  const out: string[] = [];
  let at = 0;
  let l = 0;
  let r = 0;
  for (let next = 0; next <= from.length; next++) {
    const end = next === from.length;
    // A line that all three share ends the chunk before it.
    if (!end && (inLeft[next]! < l || inRight[next]! < r)) continue;
    const chunk = mergeChunk(
      from.slice(at, next),
      left.slice(l, end ? left.length : inLeft[next]),
      right.slice(r, end ? right.length : inRight[next]),
    );
    if (chunk === null) return null;
    out.push(...chunk);
    if (end) break;
    out.push(from[next]!);
    at = next + 1;
    l = inLeft[next]! + 1;
    r = inRight[next]! + 1;
  }
  return out.join("\n");
}

function mergeChunk(base: string[], mine: string[], theirs: string[]): string[] | null {
  if (same(mine, theirs) || same(theirs, base)) return mine;
  return same(mine, base) ? theirs : null;
}

function same(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((line, at) => line === b[at]);
}

/** For each line of `from`, where it is in `to` in a longest common subsequence, or -1. */
function matches(from: string[], to: string[]): Int32Array | null {
  const found = new Int32Array(from.length).fill(-1);
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) {
    found[start] = start;
    start++;
  }
  let fromEnd = from.length;
  let toEnd = to.length;
  while (fromEnd > start && toEnd > start && from[fromEnd - 1] === to[toEnd - 1]) found[--fromEnd] = --toEnd;
  const rows = fromEnd - start;
  const columns = toEnd - start;
  if (rows * columns > mostCells) return null;
  const width = columns + 1;
  const lengths = new Uint16Array((rows + 1) * width);
  for (let i = rows - 1; i >= 0; i--) {
    for (let j = columns - 1; j >= 0; j--) {
      lengths[i * width + j] =
        from[start + i] === to[start + j]
          ? lengths[(i + 1) * width + j + 1]! + 1
          : Math.max(lengths[(i + 1) * width + j]!, lengths[i * width + j + 1]!);
    }
  }
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    if (from[start + i] === to[start + j]) {
      found[start + i] = start + j;
      i++;
      j++;
    } else if (lengths[(i + 1) * width + j]! >= lengths[i * width + j + 1]!) i++;
    else j++;
  }
  return found;
}
