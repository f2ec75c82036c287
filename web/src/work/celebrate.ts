// Confetti when a task is done: short, from the place where it was done, and never for those who do not want it.
import { readSession } from '../models/session';

/** Tasks that were celebrated here, or that must not be, with the time of it. */
const seen = new Map<string, number>();
const memory = 30_000;

function wanted(): boolean {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) return false;
  if (document.visibilityState !== 'visible') return false;
  const session = readSession();
  return session.status === 'signed-in' && session.me.preferences.confetti;
}

/** Remembers that a completion was dealt with, so that its echo from the server is not celebrated again. */
export function markCelebrated(task: string): boolean {
  const now = Date.now();
  for (const [id, at] of seen) if (now - at > memory) seen.delete(id);
  const before = seen.has(task);
  seen.set(task, now);
  return before;
}

/** The element of a task on the screen from which its confetti should come. */
export function findTaskElement(task: string): Element | null {
  const found = document.querySelectorAll(`[data-task="${CSS.escape(task)}"]`);
  for (const element of found) {
    const check = element.querySelector('[role="checkbox"]') ?? element;
    const box = check.getBoundingClientRect();
    if (box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth) return check;
  }
  return null;
}

const burst = 700;

/** Throws a little confetti from an element, or from a point. */
export async function celebrate(from: Element | { x: number; y: number }): Promise<void> {
  if (!wanted()) return;
  const box = from instanceof Element ? from.getBoundingClientRect() : null;
  const x = box ? box.left + box.width / 2 : (from as { x: number }).x;
  const y = box ? box.top + box.height / 2 : (from as { y: number }).y;
  const { default: confetti } = await import('canvas-confetti');
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  canvas.dataset['confetti'] = '';
  Object.assign(canvas.style, { position: 'fixed', inset: '0', width: '100vw', height: '100vh', pointerEvents: 'none', zIndex: '90' });
  document.body.append(canvas);
  const fire = confetti.create(canvas, { resize: true, useWorker: false });
  const common = {
    origin: { x: x / innerWidth, y: y / innerHeight },
    colors: ['#5b6cf0', '#2fb574', '#f2b33d', '#ec6a8b', '#39b3d7'],
    ticks: 42,
    gravity: 1.1,
    decay: 0.88,
    scalar: 0.7,
    disableForReducedMotion: true,
  };
  void fire({ ...common, particleCount: 26, spread: 70, startVelocity: 20 });
  void fire({ ...common, particleCount: 12, spread: 360, startVelocity: 10 });
  setTimeout(() => {
    fire.reset();
    canvas.remove();
  }, burst);
}
