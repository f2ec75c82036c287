import { describe, expect, test } from "vitest";
import { EventParser, LineParser } from "./sse";

const text = 'retry: 1200\n: hello\nid: e.1\nevent: change\ndata: {"a":\ndata: 1}\n\nevent: heartbeat\r\ndata:{"seq":3}\r\n\r\ndata: plain\n\n';
const events = [
  { event: "change", data: '{"a":\n1}', id: "e.1" },
  { event: "heartbeat", data: '{"seq":3}', id: null },
  { event: "message", data: "plain", id: null },
];

describe("EventParser", () => {
  test("reads events wherever the text is split", () => {
    for (let at = 0; at <= text.length; at++) {
      const parser = new EventParser();
      expect([...parser.push(text.slice(0, at)), ...parser.push(text.slice(at))]).toEqual(events);
      expect(parser.retry).toBe(1200);
    }
  });

  test("keeps an unfinished event to itself", () => {
    expect(new EventParser().push('event: change\ndata: {"seq":1}\n')).toEqual([]);
  });
});

describe("LineParser", () => {
  test("reads lines wherever the text is split", () => {
    const lines = '{"a":1}\n\n{"b":"x"}\n{"c":2}';
    for (let at = 0; at <= lines.length; at++) {
      const parser = new LineParser();
      expect([...parser.push(lines.slice(0, at)), ...parser.push(lines.slice(at)), ...parser.end()]).toEqual([{ a: 1 }, { b: "x" }, { c: 2 }]);
    }
  });
});
