import { describe, expect, test } from "vitest";
import { idTime, newId } from "./ids";

describe("newId", () => {
  test("has the shape of a UUIDv7 and carries its time", () => {
    const id = newId(4_000_000_000_123);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(idTime(id)).toBe(4_000_000_000_123);
  });

  test("10,000 ids of one millisecond are distinct and in order", () => {
    const ids = Array.from({ length: 10_000 }, () => newId(4_000_000_001_000));
    expect(ids.toSorted()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("stays in order when the clock goes back", () => {
    const first = newId(4_000_000_100_000);
    expect(newId(4_000_000_050_000) > first).toBe(true);
  });
});
