import { ApiError, errorOf, open } from "../api/client";
import { backoff, pause } from "../sync/backoff";
import { EventParser } from "../sync/sse";
import { Tabs } from "../sync/tabs";
import { markSignedOut, refreshSession } from "./session";

/** Silence after which the connection counts as lost: almost three heartbeats. */
const silenceMs = 40_000;

/**
 * Keeps the account and its list of workspaces as they are on the server: a
 * workspace joined, renamed or lost elsewhere shows at once. One tab of the
 * browser listens; what it learns reaches the others through storage.
 */
export function followMe(account: string): () => void {
  const stop = new AbortController();
  const tabs = new Tabs<never>({ name: `taskflow.me.${account}`, lead: () => void listen(stop.signal), message: () => undefined });
  tabs.start();
  return () => {
    stop.abort();
    tabs.stop();
  };
}

async function listen(stop: AbortSignal): Promise<void> {
  let attempt = 0;
  while (!stop.aborted) {
    try {
      await read(stop, () => (attempt = 0));
    } catch (cause) {
      if (stop.aborted) return;
      if (cause instanceof ApiError && cause.status === 401) return markSignedOut();
    }
    await pause(backoff(attempt++, 1_000, 30_000), stop);
  }
}

/** Reads one connection to its end. The server says "me" when it begins and whenever something changed. */
async function read(stop: AbortSignal, heard: () => void): Promise<void> {
  const connection = new AbortController();
  const abort = (): void => connection.abort();
  stop.addEventListener("abort", abort, { once: true });
  let silence = setTimeout(abort, silenceMs);
  try {
    const response = await open("GET", "me/stream", { signal: connection.signal });
    if (!response.ok || response.body === null) throw await errorOf(response);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const parser = new EventParser();
    while (true) {
      const { value, done } = await reader.read();
      if (done) return;
      heard();
      clearTimeout(silence);
      silence = setTimeout(abort, silenceMs);
      if (parser.push(value).some((event) => event.event === "me")) await refreshSession();
    }
  } finally {
    clearTimeout(silence);
    stop.removeEventListener("abort", abort);
    abort();
  }
}
