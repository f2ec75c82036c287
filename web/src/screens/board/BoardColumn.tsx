import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { Plus } from 'lucide-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import { t } from '../../i18n';
import type { Column } from '../../models/column';
import { IconButton } from '../../ui/IconButton';
import { StatusIcon } from '../../ui/StatusIcon';
import { isFiltering } from '../../work/filter';
import type { TaskFilter } from '../../work/filter';
import { Card, isDraggedCard } from './Card';
import { columnCards } from './cardElements';
import { useColumnCards } from './columnCards';
import { ColumnMenu } from './ColumnMenu';
import { withLift } from './displayed';
import type { Lift } from './displayed';
import type { BoardMotion } from './motion';
import { NewCard } from './NewCard';
import styles from './BoardColumn.module.css';

/** What the board asks of a column. */
export type ColumnHandle = {
  ids: readonly string[];
  list: HTMLElement | null;
  scrollTo: (index: number) => void;
};

/** Properties of a BoardColumn. */
export type BoardColumnProps = {
  /** Where the column says what it shows. */
  handles: { readonly current: Map<string, ColumnHandle> };
  column: Column;
  filter: TaskFilter;
  canEdit: boolean;
  canAdminister: boolean;
  /** The card that had the focus last, if it is in this column. */
  activeId: string | null;
  /** The key (or id) of the task that is open beside the board. */
  openRef: string | null;
  lift: Lift | null;
  motion: BoardMotion;
  instructions: string;
  onOpen: (id: string) => void;
  onMenu: (id: string, anchor: Element) => void;
};

/** A column of the board: its head, its cards, and the places to add one. */
export const BoardColumn = memo(function BoardColumn({ handles, column, filter, canEdit, canAdminister, activeId, openRef, lift, motion, instructions, onOpen, onMenu }: BoardColumnProps) {
  const cards = useColumnCards(column.id, filter);
  const ids = useMemo(() => withLift(cards.ids, column.id, lift), [cards.ids, column.id, lift]);
  const list = useRef<HTMLDivElement>(null);
  const [adding, setAdding] = useState<'top' | 'bottom' | null>(null);
  const [over, setOver] = useState(false);

  const virtualizer = useVirtualizer({
    count: ids.length,
    getScrollElement: () => list.current,
    estimateSize: () => 96,
    overscan: 5,
    getItemKey: (index) => ids[index] ?? index,
    paddingStart: 6,
    paddingEnd: 4,
    initialRect: { width: 300, height: 800 },
  });
  // Apart from saying what is shown: while columns change, each must still find the others.
  useLayoutEffect(() => {
    const all = handles.current;
    return () => void all.delete(column.id);
  }, [handles, column.id]);
  useLayoutEffect(() => {
    handles.current.set(column.id, { ids, list: list.current, scrollTo: (index) => virtualizer.scrollToIndex(index, { align: 'auto' }) });
  }, [handles, column.id, ids, virtualizer]);

  useEffect(() => {
    const element = list.current;
    if (!element) return undefined;
    return combine(
      dropTargetForElements({
        element,
        canDrop: ({ source }) => canEdit && isDraggedCard(source.data),
        getData: () => ({ kind: 'column', column: column.id }),
        onDragStart: () => setOver(true),
        onDragEnter: () => setOver(true),
        onDragLeave: () => setOver(false),
        onDrop: () => setOver(false),
      }),
      autoScrollForElements({ element, canScroll: ({ source }) => isDraggedCard(source.data) }),
    );
  }, [column.id, canEdit]);

  const shown = virtualizer.getVirtualItems();
  const before = useRef<readonly string[]>(ids);
  useLayoutEffect(() => {
    const moved = before.current !== ids;
    const known = moved ? new Set(before.current) : null;
    before.current = ids;
    const elements = columnCards(list.current);
    motion.settle(
      column.id,
      shown.map((item) => {
        const id = ids[item.index] ?? '';
        return { id, y: item.start, element: elements.get(id) ?? null, added: known !== null && !known.has(id) };
      }),
      moved,
    );
  });

  const limit = column.wip_limit;
  const beyond = limit !== null && cards.total > limit;
  const tabbable = activeId !== null && ids.includes(activeId) ? activeId : ids[0];
  return (
    <section className={styles.column} data-column={column.id} data-over={over ? '' : undefined} aria-label={t('board.column_tasks', { name: column.name, count: cards.total })}>
      <header className={styles.head}>
        <StatusIcon category={column.category} decorative={false} />
        <h2 className={styles.name}>{column.name}</h2>
        {limit === null ? (
          <span className={styles.count} aria-label={t('board.column_count', { count: cards.total })}>
            {isFiltering(filter) ? t('board.wip', { count: cards.ids.length, limit: cards.total }) : cards.total}
          </span>
        ) : (
          <span className={styles.wip} data-state={beyond ? 'over' : cards.total === limit ? 'full' : undefined} title={t('board.wip_tip', { count: limit })}>
            {t('board.wip', { count: cards.total, limit })}
            {beyond ? ` · ${t('board.wip_over')}` : cards.total === limit ? ` · ${t('board.wip_full')}` : ''}
          </span>
        )}
        <span className={styles.acts}>
          {canAdminister && <ColumnMenu column={column} />}
          {canEdit && (
            <IconButton size="sm" label={t('board.add_task_to', { name: column.name })} icon={<Plus aria-hidden="true" />} onClick={() => setAdding('top')} />
          )}
        </span>
      </header>
      {adding === 'top' && <NewCard column={column} at="top" onClose={() => setAdding(null)} />}
      <div ref={list} data-list="" className={styles.list} tabIndex={-1}>
        <ul className={styles.cards} style={{ height: virtualizer.getTotalSize() }} aria-label={t('board.column_tasks', { name: column.name, count: ids.length })}>
          {shown.map((item) => {
            const id = ids[item.index];
            if (id === undefined) return null;
            return (
              <li
                key={id}
                ref={virtualizer.measureElement}
                data-index={item.index}
                data-slot=""
                aria-setsize={ids.length}
                aria-posinset={item.index + 1}
                className={styles.slot}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <Card
                  id={id}
                  column={column.id}
                  canEdit={canEdit}
                  tabbable={id === tabbable}
                  lifted={lift?.id === id}
                  openRef={openRef}
                  instructions={instructions}
                  onOpen={onOpen}
                  onMenu={onMenu}
                />
              </li>
            );
          })}
        </ul>
        {ids.length === 0 && adding === null && (
          <p className={styles.empty}>{t(isFiltering(filter) && cards.total > 0 ? 'board.empty_filtered' : 'board.empty_column')}</p>
        )}
        {canEdit &&
          (adding === 'bottom' ? (
            <NewCard column={column} at="bottom" onClose={() => setAdding(null)} />
          ) : (
            <button type="button" className={styles.add} onClick={() => setAdding('bottom')}>
              <Plus aria-hidden="true" />
              {t('board.add_task')}
              <span className="visually-hidden">{column.name}</span>
            </button>
          ))}
      </div>
    </section>
  );
});
