import { memo, useEffect, useRef, useState } from 'react';
import type { MouseEvent } from 'react';
import { MoreHorizontal } from 'lucide-react';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { setCustomNativeDragPreview } from '@atlaskit/pragmatic-drag-and-drop/element/set-custom-native-drag-preview';
import { attachClosestEdge, extractClosestEdge } from '@atlaskit/pragmatic-drag-and-drop-hitbox/closest-edge';
import { useSlug } from '../../app/shell/slug';
import { taskPath } from '../../app/paths';
import { t } from '../../i18n';
import { useTask } from '../../models/task';
import { TaskCheck } from '../../ui/Checkbox';
import { IconButton } from '../../ui/IconButton';
import { PriorityIcon } from '../../ui/PriorityIcon';
import { toggleComplete } from '../../work/acts';
import { DueChip, EstimateChip, LabelChips, People, TaskCounts } from '../../work/chips';
import { taskRef } from '../../work/place';
import styles from './Card.module.css';

/** What travels with a dragged card. */
export type DraggedCard = { kind: 'card'; id: string; column: string };

/** Whether dragged data is a card of this board. */
export function isDraggedCard(data: Record<string | symbol, unknown>): data is DraggedCard {
  return data['kind'] === 'card';
}

/** Properties of a Card. */
export type CardProps = {
  id: string;
  column: string;
  canEdit: boolean;
  /** The one card of its column that the Tab key reaches. */
  tabbable: boolean;
  lifted: boolean;
  openRef: string | null;
  instructions: string;
  onOpen: (id: string) => void;
  onMenu: (id: string, anchor: Element) => void;
};

/** A task on the board. */
export const Card = memo(function Card({ id, column, canEdit, tabbable, lifted, openRef, instructions, onOpen, onMenu }: CardProps) {
  const task = useTask(id);
  const slug = useSlug();
  const root = useRef<HTMLDivElement>(null);
  const [dragging, setDragging] = useState(false);
  const [edge, setEdge] = useState<'top' | 'bottom' | null>(null);

  const here = task !== undefined;
  useEffect(() => {
    const element = root.current;
    if (!here || !element || !canEdit) return undefined;
    const data: DraggedCard = { kind: 'card', id, column };
    // The whole slot is a target, so that there is no dead gap between two cards.
    const slot = element.closest<HTMLElement>('[data-slot]') ?? element;
    return combine(
      draggable({
        element,
        getInitialData: () => data,
        onGenerateDragPreview: ({ nativeSetDragImage, location }) => {
          const { clientX, clientY } = location.current.input;
          const box = element.getBoundingClientRect();
          setCustomNativeDragPreview({
            nativeSetDragImage,
            getOffset: () => ({ x: clientX - box.left, y: clientY - box.top }),
            render: ({ container }) => {
              const ghost = element.cloneNode(true) as HTMLElement;
              ghost.style.width = `${element.offsetWidth}px`;
              ghost.dataset['ghost'] = '';
              container.append(ghost);
            },
          });
        },
        onDragStart: () => setDragging(true),
        onDrop: () => setDragging(false),
      }),
      dropTargetForElements({
        element: slot,
        canDrop: ({ source }) => isDraggedCard(source.data),
        getIsSticky: () => true,
        getData: ({ input }) => attachClosestEdge({ kind: 'card', id, column }, { element: slot, input, allowedEdges: ['top', 'bottom'] }),
        onDrag: ({ self, source }) => {
          const next = source.data['id'] === id ? null : extractClosestEdge(self.data);
          setEdge(next === 'top' || next === 'bottom' ? next : null);
        },
        onDragLeave: () => setEdge(null),
        onDrop: () => setEdge(null),
      }),
    );
  }, [id, column, canEdit, here]);

  if (!task) return null;

  function follow(event: MouseEvent): void {
    // With a modifier the browser's own way with links counts.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onOpen(id);
  }

  return (
    <div
      ref={root}
      data-task={id}
      data-dragging={dragging ? '' : undefined}
      data-lifted={lifted ? '' : undefined}
      data-open={openRef !== null && (openRef === task.key || openRef === id) ? '' : undefined}
      data-closed={task.closed_at !== null ? '' : undefined}
      data-edge={edge ?? undefined}
      className={styles.card}
    >
      <div className={styles.top}>
        <span className={styles.key}>{task.key || t('task.new_task')}</span>
        <span className={styles.corner}>
          <People ids={task.assignees} size={20} />
        </span>
        <IconButton
          size="sm"
          quiet
          tabIndex={tabbable ? 0 : -1}
          label={t('board.card_menu', { title: task.title })}
          icon={<MoreHorizontal aria-hidden="true" />}
          className={styles.menu}
          onClick={(event) => onMenu(id, event.currentTarget)}
        />
      </div>
      <div className={styles.main}>
        {canEdit && (
          <span className={styles.check}>
            <TaskCheck checked={task.completed_at !== null} title={task.title} onToggle={(_, event) => toggleComplete([id], event.currentTarget)} />
          </span>
        )}
        <a
          href={taskPath(slug, taskRef(task))}
          draggable={false}
          tabIndex={tabbable ? 0 : -1}
          data-card={id}
          aria-describedby={canEdit ? instructions : undefined}
          className={styles.link}
          onClick={follow}
        >
          {task.title}
        </a>
      </div>
      <div className={styles.signs}>
        {task.priority !== 'none' && (
          <span className={styles.priority}>
            <PriorityIcon priority={task.priority} size={14} decorative={false} />
          </span>
        )}
        <DueChip task={task} />
        <LabelChips ids={task.labels} />
        <TaskCounts task={task} />
        <EstimateChip task={task} />
      </div>
    </div>
  );
});
