import type { Present } from "../api/types";
import { newId } from "./ids";

export interface Place {
  project_id: string | null;
  task_id: string | null;
}

const repeatMs = 20_000;
const typingMs = 4_000;

/** Says where this tab is, and knows where the others are. Nothing of it is kept. */
export class Presence {
  readonly client = newId();
  others: readonly Present[] = [];
  readonly #put: (body: Present & Place) => Promise<unknown>;
  readonly #changed: () => void;
  readonly #member: string;
  #places: Place[] = [];
  #typing = false;
  #soon: ReturnType<typeof setTimeout> | null = null;
  #repeat: ReturnType<typeof setInterval> | null = null;
  #quiet: ReturnType<typeof setTimeout> | null = null;

  constructor(member: string, put: (body: Present & Place) => Promise<unknown>, changed: () => void) {
    this.#member = member;
    this.#put = put;
    this.#changed = changed;
  }

  /** Enters a place until the returned function is called; the last one entered counts. */
  enter(place: Place): () => void {
    this.#places.push(place);
    this.#plan();
    return () => {
      this.#places = this.#places.filter((it) => it !== place);
      this.#plan();
    };
  }

  /** Says that the person is typing; it ends by itself. */
  typing(): void {
    if (this.#quiet !== null) clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => {
      this.#typing = false;
      this.#plan();
    }, typingMs);
    if (this.#typing) return;
    this.#typing = true;
    this.#plan();
  }

  /** Takes the server's list; entries of this member are left out. */
  set(present: readonly Present[]): void {
    this.others = present.filter((it) => it.member_id !== this.#member);
    this.#changed();
  }

  /** Says it again now: the server forgets it with the connection. */
  repeat(): void {
    this.#plan();
  }

  stop(): void {
    for (const timer of [this.#soon, this.#quiet]) if (timer !== null) clearTimeout(timer);
    if (this.#repeat !== null) clearInterval(this.#repeat);
    this.#soon = this.#quiet = this.#repeat = null;
  }

  #plan(): void {
    this.#repeat ??= setInterval(() => this.#send(), repeatMs);
    this.#soon ??= setTimeout(() => {
      this.#soon = null;
      this.#send();
    }, 80);
  }

  #send(): void {
    const place = this.#places.at(-1) ?? { project_id: null, task_id: null };
    const body = { client_id: this.client, typing: this.#typing, ...place } as Present & Place;
    // Presence is a courtesy: what fails is said again in a moment.
    this.#put(body).catch(() => undefined);
  }
}
