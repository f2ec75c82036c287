import { generateKeyBetween, generateNKeysBetween } from "fractional-indexing";
import { compareBytes } from "./indexes";

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** The longest rank that the server takes; near it, jitter is left out. */
const longest = 64;

/**
 * Returns a rank between two neighbours (null: the end). Random digits after
 * the key keep two people who drop into the same gap from making equal ranks,
 * and keep a rank from ending in "0", which the server refuses.
 * Neighbours in the wrong order (the pool is mid-change) give a rank after the first.
 */
export function rankBetween(above: string | null, below: string | null, random: () => number = Math.random): string {
  const upper = above !== null && below !== null && compareBytes(above, below) >= 0 ? null : below;
  let key = generateKeyBetween(above, upper);
  let rank = key + suffix(random);
  while (upper !== null && compareBytes(rank, upper) >= 0) {
    // The key is the beginning of the neighbour below: go on between the two.
    key = generateKeyBetween(key, upper);
    rank = key + suffix(random);
  }
  if (rank.length <= longest) return rank;
  return key.endsWith("0") ? generateKeyBetween(key, upper) : key;
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
