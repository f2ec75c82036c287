// The store of toasts, apart from its view so that anything can say something.

/** What a toast may do besides being read. */
export type ToastAction = { label: string; run: () => void };

/** A short message at the edge of the screen. */
export type ToastMessage = {
  id: number;
  text: string;
  tone: 'neutral' | 'success' | 'danger';
  action?: ToastAction | undefined;
  /** How long it stays, in milliseconds; null until it is dismissed. */
  lasts: number | null;
};

let messages: readonly ToastMessage[] = [];
let nextId = 1;
const watchers = new Set<() => void>();

function publish(next: readonly ToastMessage[]): void {
  messages = next;
  for (const watch of watchers) watch();
}

/** The toasts on the screen, oldest first. */
export function readToasts(): readonly ToastMessage[] {
  return messages;
}

/** Calls back on every change; returns how to stop. */
export function watchToasts(watch: () => void): () => void {
  watchers.add(watch);
  return () => watchers.delete(watch);
}

/** Shows a toast and returns its id. What can be undone stays long enough to be undone. */
export function showToast(
  text: string,
  options: { tone?: ToastMessage['tone']; action?: ToastAction; lasts?: number | null } = {},
): number {
  const id = nextId++;
  const lasts = options.lasts === undefined ? (options.action ? 9000 : 4500) : options.lasts;
  const message: ToastMessage = { id, text, tone: options.tone ?? 'neutral', action: options.action, lasts };
  publish([...messages.slice(-2), message]);
  return id;
}

/** Takes a toast away. */
export function dismissToast(id: number): void {
  if (messages.some((message) => message.id === id)) publish(messages.filter((message) => message.id !== id));
}

/** Runs the action of the newest toast that has one: Cmd Z right after an act. False when there is none. */
export function runLatestToastAction(): boolean {
  const latest = messages.findLast((message) => message.action);
  if (!latest?.action) return false;
  dismissToast(latest.id);
  latest.action.run();
  return true;
}
