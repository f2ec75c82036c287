import { generateKeyBetween, generateNKeysBetween } from "fractional-indexing";
import { compareBytes } from "./indexes";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The longest rank that the server takes; near it, jitter is left out. */
const longest = 64;

/**
 * Returns a rank between two neighbours (null: the end). Random digits after
 * the key keep two people who drop into the same gap from making equal ranks.
 * Neighbours in the wrong order (the pool is mid-change) give a rank after the first.
 */
export function rankBetween(above: string | null, below: string | null, random: () => number = Math.random): string {
  const upper = above !== null && below !== null && compareBytes(above, below) >= 0 ? null : below;
  const key = generateKeyBetween(above, upper);
  const jittered = key + suffix(random);
  if (jittered.length > longest) return key;
  return upper === null || compareBytes(jittered, upper) < 0 ? jittered : key;
}

/** Returns n ranks in order between two neighbours. */
export function ranksBetween(above: string | null, below: string | null, n: number): string[] {
  return generateNKeysBetween(above, below, n);
}

function suffix(random: () => number): string {
  const first = digits[Math.floor(random() * 62)]!;
  const second = digits[Math.floor(random() * 62)]!;
  // A fraction must not end in the zero digit.
  const third = digits[1 + Math.floor(random() * 61)]!;
  return first + second + third;
}
