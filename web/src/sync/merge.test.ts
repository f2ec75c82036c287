import { describe, expect, test } from "vitest";
import { mergeText } from "./merge";
import { seeded } from "./testing/network";

describe("mergeText", () => {
  test.each([
    ["only mine changed", "a\nb", "a\nB", "a\nb", "a\nB"],
    ["only theirs changed", "a\nb", "a\nb", "A\nb", "A\nb"],
    ["both the same", "a", "b", "b", "b"],
    ["different lines", "a\nb\nc\nd", "A\nb\nc\nd", "a\nb\nc\nD", "A\nb\nc\nD"],
    ["mine appended, theirs changed the first", "a\nb", "a\nb\nc", "A\nb", "A\nb\nc"],
    ["one removed, the other changed another", "a\nb\nc\nd", "b\nc\nd", "a\nb\nc\nX", "b\nc\nX"],
    ["empty base, one side wrote", "", "hello", "", "hello"],
  ])("%s", (_, base, mine, theirs, merged) => {
    expect(mergeText(base, mine, theirs)).toBe(merged);
  });

  test("the same line changed differently is a conflict", () => {
    expect(mergeText("a\nb\nc", "a\nX\nc", "a\nY\nc")).toBeNull();
  });

  test("different additions in one place are a conflict", () => {
    expect(mergeText("a", "a\nmine", "a\ntheirs")).toBeNull();
  });

  test("edits far apart always merge, and merging is symmetric", () => {
    const random = seeded(3);
    for (let n = 0; n < 300; n++) {
      const base = Array.from({ length: 20 }, (_, at) => `line ${at % 4}`);
      const mine = base.slice();
      const theirs = base.slice();
      mine[Math.floor(random() * 8)] = `mine ${n}`;
      theirs[12 + Math.floor(random() * 8)] = `theirs ${n}`;
      const one = mergeText(base.join("\n"), mine.join("\n"), theirs.join("\n"));
      expect(one).toContain(`mine ${n}`);
      expect(one).toContain(`theirs ${n}`);
      expect(mergeText(base.join("\n"), theirs.join("\n"), mine.join("\n"))).toBe(one);
    }
  });

  test("too much to compare is left to the person", () => {
    const text = (word: string): string => Array.from({ length: 3_000 }, (_, at) => `${word} ${at}`).join("\n");
    expect(mergeText(text("a"), text("b"), text("c"))).toBeNull();
  });
});
