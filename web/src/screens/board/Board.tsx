import { useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import type { KeyboardEvent, MouseEvent } from 'react';
import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import { t } from '../../i18n';
import { useColumns } from '../../models/column';
import type { Project } from '../../models/project';
import { useCan } from '../../models/project';
import { readTask } from '../../models/task';
import { useShortcuts } from '../../shortcuts/bind';
import { heldAnchor, pointAnchor } from '../../work/anchor';
import { FloatingTaskMenu } from '../../work/FloatingTaskMenu';
import type { TaskFilter } from '../../work/filter';
import { taskRef, usePeek } from '../../work/place';
import { TaskCommands } from '../../work/TaskCommands';
import type { OpenPicker } from '../../work/TaskCommands';
import { AddColumn } from './AddColumn';
import { BoardColumn } from './BoardColumn';
import type { ColumnHandle } from './BoardColumn';
import { isDraggedCard } from './Card';
import { cardLink } from './cardElements';
import { placeCard } from './dropCard';
import type { Lift } from './displayed';
import { BoardMotion } from './motion';
import { useBoardDrops } from './useBoardDrops';
import { useKeptFocus } from './useKeptFocus';
import { useLift } from './useLift';
import styles from './Board.module.css';

/** A project's columns and cards. */
export function Board({ project, filter }: { project: Project; filter: TaskFilter }) {
  const columns = useColumns(project.id);
  const can = useCan(project.id);
  const [peek, setPeek] = usePeek();
  const root = useRef<HTMLDivElement>(null);
  const [handles] = useState(() => ({ current: new Map<string, ColumnHandle>() }));
  const [motion] = useState(() => new BoardMotion((column) => handles.current.get(column)?.list ?? null));
  const [activeId, setActiveId] = useState<string | null>(null);
  const [menu, setMenu] = useState<{ id: string; anchor: Element } | null>(null);
  const [picker, setPicker] = useState<OpenPicker | null>(null);
  const [said, setSaid] = useState('');
  const instructions = useId();
  const canEdit = can.edit && project.archived_at === null;

  const open = useCallback(
    (id: string) => {
      const task = readTask(id);
      if (task) setPeek(taskRef(task));
    },
    [setPeek],
  );
  const openMenu = useCallback((id: string, anchor: Element) => setMenu({ id, anchor: heldAnchor(anchor) }), []);
  useBoardDrops(canEdit, motion);
  useEffect(() => {
    const element = root.current;
    return element ? autoScrollForElements({ element, canScroll: ({ source }) => isDraggedCard(source.data), getAllowedAxis: () => 'horizontal' }) : undefined;
  }, []);

  /** Puts the focus on a card, scrolling its column to it first when it is not painted. */
  const focusCard = useCallback(
    (id: string): void => {
      setActiveId(id);
      function attempt(tries: number): void {
        const link = cardLink(root.current, id);
        if (link) {
          link.focus({ preventScroll: true });
          link.closest('[data-slot]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
          return;
        }
        for (const handle of handles.current.values()) {
          const index = handle.ids.indexOf(id);
          if (index >= 0) handle.scrollTo(index);
        }
        if (tries > 0) requestAnimationFrame(() => attempt(tries - 1));
      }
      attempt(6);
    },
    [handles],
  );

  // What is open beside the board should be in view on it.
  useEffect(() => {
    if (peek === null) return undefined;
    const timer = setTimeout(() => {
      const card = root.current?.querySelector('[data-open]');
      card?.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'smooth' });
    }, 120);
    return () => clearTimeout(timer);
  }, [peek]);

  const sizes = useCallback(() => columns.map((column) => ({ id: column.id, size: handles.current.get(column.id)?.ids.length ?? 0 })), [columns, handles]);
  const lifting = useLift({
    say: setSaid,
    columns,
    sizes,
    drop: ({ id, to }: Lift) => {
      // What is shown is filtered; the card goes below the one that it is shown below.
      const shown = (handles.current.get(to.column)?.ids ?? []).filter((one) => one !== id);
      const above = shown[to.index - 1];
      const below = shown[to.index];
      placeCard(id, to.column, above !== undefined ? { afterId: above } : below !== undefined ? { beforeId: below } : {});
    },
  });
  const { lift } = lifting;
  useLayoutEffect(() => {
    if (lift) focusCard(lift.id);
  }, [lift, focusCard]);

  useKeptFocus(root, handles, focusCard);

  function placeOf(id: string): { column: number; index: number } | null {
    for (const [column, one] of columns.entries()) {
      const index = handles.current.get(one.id)?.ids.indexOf(id) ?? -1;
      if (index >= 0) return { column, index };
    }
    return null;
  }

  /** The card in a direction; from nowhere, the first card of the board. */
  function neighbour(id: string | null, dx: number, dy: number): string | undefined {
    const at = id === null ? null : placeOf(id);
    const idsAt = (column: number) => handles.current.get(columns[column]?.id ?? '')?.ids ?? [];
    if (!at) return columns.map((_, column) => idsAt(column)[0]).find((first) => first !== undefined);
    if (dx === 0) return idsAt(at.column)[at.index + dy];
    for (let column = at.column + dx; column >= 0 && column < columns.length; column += dx) {
      const ids = idsAt(column);
      if (ids.length > 0) return ids[Math.min(at.index, ids.length - 1)];
    }
    return undefined;
  }

  function focusedId(): string | null {
    const focused = document.activeElement;
    const card = focused instanceof Element ? focused.closest<HTMLElement>('[data-task]') : null;
    return card && root.current?.contains(card) ? (card.dataset['task'] ?? null) : null;
  }

  function move(dx: number, dy: number): boolean {
    if (lift) return false;
    const next = neighbour(focusedId() ?? activeId, dx, dy);
    if (next === undefined) return false;
    focusCard(next);
    if (peek !== null) open(next);
    return true;
  }

  useShortcuts({
    'list.down': () => move(0, 1),
    'list.up': () => move(0, -1),
    'list.left': () => move(-1, 0),
    'list.right': () => move(1, 0),
  });

  function onKeyDown(event: KeyboardEvent): void {
    const card = (event.target as Element).closest<HTMLElement>('[data-card]');
    const id = card?.dataset['card'];
    if (!id || !canEdit || event.metaKey || event.ctrlKey || event.altKey) return;
    const at = placeOf(id);
    const column = at && columns[at.column];
    if (at && column && lifting.press(event.key, id, column.id, at.index)) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  const hovered = useRef<HTMLElement | null>(null);
  function targetCard(): HTMLElement | null {
    const id = focusedId();
    const focused = id === null ? null : cardLink(root.current, id)?.closest<HTMLElement>('[data-task]');
    return hovered.current?.isConnected ? hovered.current : (focused ?? null);
  }

  function onContextMenu(event: MouseEvent): void {
    const card = (event.target as Element).closest<HTMLElement>('[data-task]');
    const id = card?.dataset['task'];
    if (!card || !id) return;
    event.preventDefault();
    // The menu key sends no place of a pointer.
    setMenu({ id, anchor: event.clientX === 0 && event.clientY === 0 ? card : pointAnchor(event.clientX, event.clientY) });
  }

  return (
    <>
      <div
        ref={root}
        role="group"
        aria-label={t('board.scroll_columns', { name: project.name })}
        className={styles.board}
        onKeyDown={onKeyDown}
        onContextMenu={onContextMenu}
        onPointerOver={(event) => {
          if (event.pointerType === 'mouse') hovered.current = (event.target as Element).closest<HTMLElement>('[data-task]');
        }}
        onPointerLeave={() => {
          hovered.current = null;
        }}
        onFocus={(event) => {
          const id = (event.target as Element).closest<HTMLElement>('[data-task]')?.dataset['task'];
          if (id !== undefined) setActiveId(id);
        }}
        onBlur={(event) => {
          if (lift && event.relatedTarget instanceof Element && !event.relatedTarget.closest('[data-card]')) lifting.cancel();
        }}
      >
        {columns.map((column) => (
          <BoardColumn
            key={column.id}
            handles={handles}
            column={column}
            filter={filter}
            canEdit={canEdit}
            canAdminister={can.administer && project.archived_at === null}
            activeId={activeId}
            openRef={peek}
            lift={lift}
            motion={motion}
            instructions={instructions}
            onOpen={open}
            onMenu={openMenu}
          />
        ))}
        {can.administer && project.archived_at === null && <AddColumn projectId={project.id} />}
      </div>
      <p id={instructions} hidden>
        {t('board.card_instructions')}
      </p>
      <p role="status" aria-live="assertive" className="visually-hidden">
        {said}
      </p>
      {menu && (
        <FloatingTaskMenu
          id={menu.id}
          anchor={menu.anchor}
          onClose={() => setMenu(null)}
          onPick={(name) => setPicker({ name, ids: [menu.id], anchor: cardLink(root.current, menu.id)?.closest('[data-task]') ?? null })}
        />
      )}
      <TaskCommands
        targets={() => {
          const card = targetCard();
          const id = card?.dataset['task'];
          return id === undefined ? null : { ids: [id], anchor: card };
        }}
        picker={picker}
        onPicker={setPicker}
      />
    </>
  );
}
