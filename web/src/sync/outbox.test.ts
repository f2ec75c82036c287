import { describe, expect, test, vi } from "vitest";
import { ApiError } from "../api/client";
import { Outbox } from "./outbox";
import type { Entry, OutboxOptions } from "./outbox";

function entry(id: string, more: Partial<Entry> = {}): Entry {
  return { id, at: 0, account: "a1", workspace: "ws", label: "task.update", method: "PATCH", path: `tasks/${id}`, edits: [], ...more };
}

const fail = (status: number, code = "x", more: object = {}): ApiError => new ApiError(status, { code, ...more });

function outbox(answer: (entry: Entry, n: number) => unknown, more: Partial<OutboxOptions> = {}) {
  const sent: string[] = [];
  const accepted = vi.fn();
  const refused = vi.fn();
  const box = new Outbox({
    send: async (it) => {
      sent.push(it.id);
      const result = answer(it, sent.length);
      if (result instanceof ApiError) throw result;
      return { status: 200, body: {}, cursor: "e.1" };
    },
    prepare: async (it) => it,
    keep: async () => undefined,
    accepted: (it) => accepted(it.id),
    refused: (it, error: ApiError) => refused(it.id, error.code),
    stale: () => null,
    changed: () => undefined,
    firstWait: 1,
    ...more,
  });
  box.start();
  return { box, sent, accepted, refused };
}

describe("Outbox", () => {
  test("sends in order, one at a time", async () => {
    let running = 0;
    const { box, accepted } = outbox(() => null, {
      send: async () => {
        expect(++running).toBe(1);
        await new Promise((resolve) => setTimeout(resolve, 2));
        running--;
        return { status: 200, body: {}, cursor: null };
      },
    });
    for (const id of ["1", "2", "3"]) box.add(entry(id));
    await vi.waitFor(() => expect(accepted.mock.calls.flat()).toEqual(["1", "2", "3"]));
    expect(box.waiting).toBe(0);
  });

  test.each([0, 408, 429, 500, 502, 503])("status %i is tried again with the same id, and the next one waits", async (status) => {
    const { box, sent, accepted } = outbox((_, n) => (n < 3 ? fail(status) : null));
    box.add(entry("1"));
    box.add(entry("2"));
    await vi.waitFor(() => expect(accepted).toHaveBeenCalledTimes(2));
    expect(sent).toEqual(["1", "1", "1", "2"]);
  });

  test("Retry-After is kept to", async () => {
    const { box, sent } = outbox((_, n) => (n === 1 ? new ApiError(429, { code: "rate_limited" }, 60) : null));
    box.add(entry("1"));
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(sent).toEqual(["1"]);
    box.wake();
    await vi.waitFor(() => expect(sent).toEqual(["1", "1"]));
  });

  test("401 pauses, and nothing is lost", async () => {
    const { box, sent, accepted, refused } = outbox((_, n) => (n === 1 ? fail(401, "unauthenticated") : null));
    box.add(entry("1"));
    box.add(entry("2"));
    await vi.waitFor(() => expect(box.paused).toBe("signed-out"));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sent).toEqual(["1"]);
    expect(box.waiting).toBe(2);
    box.wake();
    await vi.waitFor(() => expect(accepted.mock.calls.flat()).toEqual(["1", "2"]));
    expect(refused).not.toHaveBeenCalled();
  });

  test("another account's session pauses", async () => {
    const { box } = outbox(() => fail(409, "actor_mismatch"));
    box.add(entry("1"));
    await vi.waitFor(() => expect(box.paused).toBe("other-account"));
    expect(box.waiting).toBe(1);
  });

  test.each([400, 403, 404, 409, 422])("status %i is refused, and the rest goes on", async (status) => {
    const { box, accepted, refused } = outbox((it) => (it.id === "1" ? fail(status, "why") : null));
    box.add(entry("1"));
    box.add(entry("2"));
    await vi.waitFor(() => expect(accepted.mock.calls).toEqual([["2"]]));
    expect(refused.mock.calls).toEqual([["1", "why"]]);
  });

  test("what depends on a refused creation falls with it", async () => {
    const { box, accepted, refused, sent } = outbox((it) => (it.id === "1" ? fail(400) : null));
    box.add(entry("1", { path: "tasks", method: "POST", creates: "new" }));
    box.add(entry("2", { path: "tasks/new" }));
    box.add(entry("3"));
    await vi.waitFor(() => expect(accepted.mock.calls).toEqual([["3"]]));
    expect(refused.mock.calls.map(([id]) => id)).toEqual(["1", "2"]);
    expect(sent).toEqual(["1", "3"]);
  });

  test("deleting what is gone is done", async () => {
    const { box, accepted, refused } = outbox(() => fail(404));
    box.add(entry("1", { method: "DELETE" }));
    await vi.waitFor(() => expect(accepted).toHaveBeenCalledWith("1"));
    expect(refused).not.toHaveBeenCalled();
  });

  test("a write that the log confirms is not sent again", async () => {
    const { box, sent, accepted } = outbox(() => fail(0, "network"), { firstWait: 5_000 });
    box.add(entry("1"));
    await vi.waitFor(() => expect(sent).toEqual(["1"]));
    box.confirm("1");
    expect(accepted).toHaveBeenCalledWith("1");
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(sent).toEqual(["1"]);
    expect(box.waiting).toBe(0);
  });
});
