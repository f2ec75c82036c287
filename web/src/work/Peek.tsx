import { Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { CSSProperties, PointerEvent } from 'react';
import { lazyScreen } from '../app/lazyScreen';
import { t } from '../i18n';
import { useShortcuts } from '../shortcuts/bind';
import { Sheet } from '../ui/Dialog';
import { SkeletonRows } from '../ui/Skeleton';
import { usePeek } from './place';
import styles from './Peek.module.css';

const TaskView = lazyScreen(() => import('../screens/task/TaskView').then((module) => module.TaskView));

/** Fetches the task's view before it is asked for. */
export function preloadTaskView(): void {
  TaskView.preload();
}

const phone = '(max-width: 640px)';

function usePhone(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const query = matchMedia(phone);
      query.addEventListener('change', changed);
      return () => query.removeEventListener('change', changed);
    },
    () => matchMedia(phone).matches,
  );
}

const remembered = 'taskflow.peek-width';
const least = 400;
const most = 900;

function readWidth(): number {
  try {
    const width = Number(localStorage.getItem(remembered));
    if (width >= least && width <= most) return width;
  } catch {
    // Without storage every visit begins with the usual width.
  }
  return 560;
}

/** The task in ?peek=, beside the view on a desk and over it on a phone. Escape closes it. */
export function Peek() {
  const [peek, setPeek] = usePeek();
  const onPhone = usePhone();
  const [width, setWidth] = useState(readWidth);
  const panel = useRef<HTMLElement>(null);
  const opener = useRef<Element | null>(null);
  const open = peek !== null;

  useEffect(() => {
    const idle = setTimeout(preloadTaskView, 1200);
    return () => clearTimeout(idle);
  }, []);
  useEffect(() => {
    if (open) opener.current = document.activeElement;
    else if (opener.current instanceof HTMLElement && opener.current.isConnected && document.activeElement === document.body) opener.current.focus({ preventScroll: true });
  }, [open]);

  // Escape closes it from wherever the focus is; fields that are being written in keep it for themselves.
  useShortcuts({
    'list.clear': () => {
      if (peek === null) return false;
      setPeek(null);
      return true;
    },
  });

  if (onPhone) {
    return (
      <Sheet open={open} onOpenChange={(next) => !next && setPeek(null)} title={t('task.properties')} className={styles.sheet}>
        <div data-shortcuts="" className={styles.inside}>
          {peek !== null && (
            <Suspense fallback={<SkeletonRows />}>
              <TaskView key={peek} taskKey={peek} place="peek" onClose={() => setPeek(null)} />
            </Suspense>
          )}
        </div>
      </Sheet>
    );
  }
  if (peek === null) return null;
  return (
    <aside
      ref={panel}
      aria-label={t('task.properties')}
      className={styles.panel}
      style={{ '--peek': `${width}px` } as CSSProperties}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        setPeek(null);
        if (opener.current instanceof HTMLElement) opener.current.focus({ preventScroll: true });
      }}
    >
      <Grip width={width} onResize={setWidth} />
      <Suspense fallback={<SkeletonRows />}>
        <TaskView key={peek} taskKey={peek} place="peek" onClose={() => setPeek(null)} />
      </Suspense>
    </aside>
  );
}

/** The edge by which the panel is made wider; arrows do the same. */
function Grip({ width, onResize }: { width: number; onResize: (width: number) => void }) {
  const from = useRef<{ x: number; width: number } | null>(null);
  function clamp(value: number): number {
    return Math.round(Math.min(most, Math.max(least, value)));
  }
  function keep(value: number): void {
    try {
      localStorage.setItem(remembered, String(value));
    } catch {
      // The width then lasts as long as the page.
    }
  }
  function onPointerMove(event: PointerEvent): void {
    if (from.current) onResize(clamp(from.current.width + from.current.x - event.clientX));
  }
  return (
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label={t('task.resize')}
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      className={styles.grip}
      onPointerDown={(event) => {
        from.current = { x: event.clientX, width };
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        from.current = null;
        keep(width);
      }}
      onKeyDown={(event) => {
        const by = event.key === 'ArrowLeft' ? 24 : event.key === 'ArrowRight' ? -24 : 0;
        if (by === 0) return;
        event.preventDefault();
        onResize(clamp(width + by));
        keep(clamp(width + by));
      }}
    />
  );
}
