import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { CSSProperties, MouseEvent } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { readTask } from '../models/task';
import { useShortcuts } from '../shortcuts/bind';
import { pointAnchor } from './anchor';
import { FloatingTaskMenu } from './FloatingTaskMenu';
import { taskRef, usePeek } from './place';
import { SectionHead } from './SectionHead';
import type { Section } from './SectionHead';
import { useRowHeight } from './useRowHeight';
import { TaskCommands } from './TaskCommands';
import type { OpenPicker, PickerName } from './TaskCommands';
import { TaskRow } from './TaskRow';
import styles from './TaskRows.module.css';

export type { Section };

/** Properties of TaskRows. */
export type TaskRowsProps = {
  label: string;
  sections: readonly Section[];
  showProject?: boolean;
  /** Whether the tasks of a project may be changed. */
  canEdit: (project: string) => boolean;
  /** Ids of selected tasks; without it nothing can be selected. */
  selection?: ReadonlySet<string>;
  onSelection?: (selection: ReadonlySet<string>) => void;
  /** A single section needs no heading. */
  bare?: boolean;
  collapsed: ReadonlySet<string>;
  onCollapse: (key: string) => void;
};

type Line = { kind: 'head'; section: Section } | { kind: 'task'; id: string; key: string };

/** Many tasks in sections: only the rows in view are there, and the keyboard goes through all of them. */
export function TaskRows({ label, sections, showProject = false, canEdit, selection, onSelection, bare = false, collapsed, onCollapse }: TaskRowsProps) {
  const [peek, setPeek] = usePeek();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const [renaming, setRenaming] = useState<string | null>(null);
  const [menu, setMenu] = useState<{ id: string; anchor: Element } | null>(null);
  const [picker, setPicker] = useState<OpenPicker | null>(null);
  const rowHeight = useRowHeight(scroller);

  const lines = useMemo(
    () =>
      sections.flatMap((section): Line[] => [
        ...(bare ? [] : [{ kind: 'head', section } as const]),
        ...(collapsed.has(section.key) ? [] : section.ids.map((id): Line => ({ kind: 'task', id, key: `${section.key} ${id}` }))),
      ]),
    [sections, collapsed, bare],
  );
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === 'head' ? 38 : rowHeight),
    overscan: 12,
    getItemKey: (index) => {
      const line = lines[index];
      return line ? (line.kind === 'head' ? line.section.key : line.key) : index;
    },
    initialRect: { width: 900, height: 900 },
  });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight, lines]);

  const order = useMemo(() => lines.flatMap((line) => (line.kind === 'task' ? [line] : [])), [lines]);
  const activeLine = order.find((line) => line.key === active) ?? order[0];

  const focusLine = useCallback(
    (key: string): void => {
      setActive(key);
      function attempt(tries: number): void {
        const link = scroller.current?.querySelector<HTMLElement>(`[data-line="${CSS.escape(key)}"] [data-row]`);
        if (link) {
          link.focus({ preventScroll: true });
          link.closest('[data-line]')?.scrollIntoView({ block: 'nearest' });
          return;
        }
        const index = lines.findIndex((line) => line.kind === 'task' && line.key === key);
        if (index >= 0) virtualizer.scrollToIndex(index, { align: 'auto' });
        if (tries > 0) requestAnimationFrame(() => attempt(tries - 1));
      }
      attempt(5);
    },
    [lines, virtualizer],
  );

  const open = useCallback(
    (id: string) => {
      const task = readTask(id);
      if (task) setPeek(taskRef(task));
    },
    [setPeek],
  );

  const activeKey = useRef(active);
  useEffect(() => {
    activeKey.current = active;
  }, [active]);

  function hasFocus(): boolean {
    return scroller.current?.contains(document.activeElement) === true && document.activeElement !== scroller.current;
  }
  function step(by: number): boolean {
    if (order.length === 0) return false;
    const at = order.findIndex((line) => line.key === active);
    const next = order[at < 0 || (!hasFocus() && peek === null) ? Math.max(0, at) : Math.min(order.length - 1, Math.max(0, at + by))];
    if (!next) return false;
    focusLine(next.key);
    if (peek !== null) open(next.id);
    return true;
  }

  const openMenu = useCallback((id: string, anchor: Element) => setMenu({ id, anchor }), []);
  const pick = useCallback((name: PickerName, id: string, anchor: Element) => setPicker({ name, ids: [id], anchor }), []);
  const renamed = useCallback(() => {
    setRenaming(null);
    requestAnimationFrame(() => {
      if (activeKey.current !== null) focusLine(activeKey.current);
    });
  }, [focusLine]);

  const anchorAt = useRef<string | null>(null);
  const select = useCallback(
    (id: string, range: boolean) => {
      if (!selection || !onSelection) return;
      const next = new Set(selection);
      const from = range ? order.findIndex((line) => line.id === anchorAt.current) : -1;
      const to = order.findIndex((line) => line.id === id);
      if (from >= 0 && to >= 0) for (const line of order.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(line.id);
      else if (next.has(id)) next.delete(id);
      else next.add(id);
      anchorAt.current = id;
      onSelection(next);
    },
    [selection, onSelection, order],
  );

  const hovered = useRef<HTMLElement | null>(null);
  function current(): { id: string; element: HTMLElement } | null {
    const focused = document.activeElement instanceof Element ? document.activeElement.closest<HTMLElement>('[data-task]') : null;
    const element = hovered.current?.isConnected ? hovered.current : focused && scroller.current?.contains(focused) ? focused : null;
    const id = element?.dataset['task'];
    return element && id !== undefined ? { id, element } : null;
  }

  useShortcuts({
    'list.down': () => step(1),
    'list.up': () => step(-1),
    'list.peek': () => {
      const on = current();
      if (!on) return false;
      open(on.id);
      return true;
    },
    'list.open': () => {
      const on = current();
      if (!on) return false;
      open(on.id);
      return true;
    },
    'list.select': () => {
      const on = current();
      if (!on || !selection) return false;
      select(on.id, false);
      return true;
    },
    'list.select_all': selection && onSelection ? () => onSelection(new Set(order.map((line) => line.id))) : undefined,
    'list.clear': () => {
      if (!selection || selection.size === 0 || !onSelection) return false;
      onSelection(new Set());
      return true;
    },
  });

  // A row that others remove while it has the focus hands it to the row that took its place.
  const focusedAt = useRef<number | null>(null);
  useEffect(() => {
    if (focusedAt.current === null || document.activeElement !== document.body) return;
    const next = order[Math.min(focusedAt.current, order.length - 1)];
    focusedAt.current = null;
    if (next) focusLine(next.key);
  }, [order, focusLine]);

  return (
    <>
      <div
        ref={scroller}
        tabIndex={-1}
        className={styles.scroller}
        data-selecting={selection && selection.size > 0 ? '' : undefined}
        onContextMenu={(event: MouseEvent) => {
          const row = (event.target as Element).closest<HTMLElement>('[data-task]');
          const id = row?.dataset['task'];
          if (!row || !id) return;
          event.preventDefault();
          setMenu({ id, anchor: event.clientX === 0 && event.clientY === 0 ? row : pointAnchor(event.clientX, event.clientY) });
        }}
        onPointerOver={(event) => {
          if (event.pointerType === 'mouse') hovered.current = (event.target as Element).closest<HTMLElement>('[data-task]');
        }}
        onPointerLeave={() => {
          hovered.current = null;
        }}
        onFocus={(event) => {
          const line = (event.target as Element).closest<HTMLElement>('[data-line]')?.dataset['line'];
          if (line === undefined) return;
          setActive(line);
          focusedAt.current = order.findIndex((one) => one.key === line);
        }}
        onBlur={(event) => {
          if (event.relatedTarget !== null) focusedAt.current = null;
        }}
      >
        <ul aria-label={label} className={styles.list} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const line = lines[item.index];
            if (!line) return null;
            const place: CSSProperties = { height: item.size, transform: `translateY(${item.start}px)` };
            if (line.kind === 'head') {
              return (
                <li key={item.key} className={styles.line} style={place}>
                  <SectionHead section={line.section} collapsed={collapsed.has(line.section.key)} onCollapse={onCollapse} />
                </li>
              );
            }
            const task = readTask(line.id);
            const editable = task !== undefined && canEdit(task.project_id);
            return (
              <li key={item.key} data-line={line.key} className={styles.line} style={place}>
                <TaskRow
                  id={line.id}
                  showProject={showProject}
                  canEdit={editable}
                  tabbable={line === activeLine}
                  open={peek !== null && (task?.key === peek || line.id === peek)}
                  selected={selection?.has(line.id) ?? false}
                  selectable={selection !== undefined}
                  renaming={renaming === line.id}
                  onRenamed={renamed}
                  onOpen={open}
                  onSelect={select}
                  onMenu={openMenu}
                  onPick={pick}
                />
              </li>
            );
          })}
        </ul>
      </div>
      {menu && (
        <FloatingTaskMenu
          id={menu.id}
          anchor={menu.anchor}
          onClose={() => setMenu(null)}
          onRename={() => setRenaming(menu.id)}
          onPick={(name) => setPicker({ name, ids: [menu.id], anchor: scroller.current?.querySelector(`[data-task="${CSS.escape(menu.id)}"]`) ?? null })}
        />
      )}
      <TaskCommands
        targets={() => {
          if (selection && selection.size > 0) return { ids: [...selection], anchor: document.querySelector('[data-bulk]') ?? scroller.current };
          const on = current();
          return on && { ids: [on.id], anchor: on.element };
        }}
        picker={picker}
        onPicker={setPicker}
        onRename={setRenaming}
      />
    </>
  );
}
