import { useEffect, useSyncExternalStore } from "react";
import type { Rejection, SyncStatus } from "../sync/engine";
import type { Question } from "../sync/question";
import { currentEngine, useEngine, usePool } from "./store";

export type { Question, Rejection, SyncStatus };

const closed: SyncStatus = { connection: "offline", waiting: 0, paused: null, leader: false, secure: true };

/** Whether changes arrive, and how many edits wait to be sent. */
export function useSyncStatus(): SyncStatus {
  return usePool(["status"], (engine) => engine.status, closed);
}

/** Calls back for each edit that the server refused and that was rolled back; for toasts. */
export function useRejections(listener: (rejection: Rejection) => void): void {
  const engine = useEngine();
  useEffect(() => engine?.on("rejected", listener), [engine, listener]);
}

const none: readonly Question[] = [];

/** Edits more than an hour old to fields that somebody else changed since: they are asked about, not applied. */
export function useQuestions(): readonly Question[] {
  return usePool(["questions"], (engine) => engine.questions, none);
}

export function answerQuestion(id: string, choice: "apply" | "discard"): void {
  currentEngine()?.answer(id, choice);
}

/** Tries to send and to connect now, instead of when the wait is over. */
export function retryNow(): void {
  currentEngine()?.retryNow();
}

function subscribeOnline(listener: () => void): () => void {
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}

/** Whether the browser says that it has a network. */
export function useOnline(): boolean {
  return useSyncExternalStore(subscribeOnline, () => navigator.onLine);
}
