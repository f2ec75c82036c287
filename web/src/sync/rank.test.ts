import { describe, expect, test } from "vitest";
import { rankBetween, ranksBetween } from "./rank";
import { seeded } from "./testing/network";

const allowed = /^[0-9A-Za-z]{1,64}$/;

describe("rankBetween", () => {
  test("is between its neighbours, bytewise, in the server's alphabet", () => {
    const random = seeded(7);
    const list: string[] = [];
    for (let n = 0; n < 2_000; n++) {
      const at = Math.floor(random() * (list.length + 1));
      const above = list[at - 1] ?? null;
      const below = list[at] ?? null;
      const rank = rankBetween(above, below, random);
      expect(rank).toMatch(allowed);
      expect(rank.endsWith("0")).toBe(false);
      if (above !== null) expect(above < rank).toBe(true);
      if (below !== null) expect(rank < below).toBe(true);
      list.splice(at, 0, rank);
    }
  });

  test("before and after ranks that begin alike", () => {
    const random = seeded(9);
    for (let n = 0; n < 500; n++) {
      const below = rankBetween(null, "a0V", random);
      expect(below < "a0V" && !below.endsWith("0")).toBe(true);
      const between = rankBetween("a0", "a01", random);
      expect(between > "a0" && between < "a01").toBe(true);
    }
  });

  test("two people who drop into the same gap make different ranks", () => {
    const ranks = new Set(Array.from({ length: 200 }, (_, n) => rankBetween("a0", "a1", seeded(n))));
    expect(ranks.size).toBeGreaterThan(190);
  });

  test("neighbours in the wrong order give a rank after the first", () => {
    expect(rankBetween("a5", "a5") > "a5").toBe(true);
    expect(rankBetween("a7", "a5") > "a7").toBe(true);
  });

  test("ranksBetween gives them in order", () => {
    const ranks = ranksBetween(null, null, 5);
    expect(ranks.toSorted()).toEqual(ranks);
    expect(new Set(ranks).size).toBe(5);
  });
});
