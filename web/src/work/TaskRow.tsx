import { memo, useEffect, useRef, useState } from 'react';
import type { MouseEvent } from 'react';
import { CircleUserRound, MoreHorizontal } from 'lucide-react';
import { taskPath } from '../app/paths';
import { useSlug } from '../app/shell/slug';
import { t } from '../i18n';
import { useColumn } from '../models/column';
import { useProject } from '../models/project';
import { useTask } from '../models/task';
import { renameTask } from '../models/task-verbs';
import { Checkbox, TaskCheck } from '../ui/Checkbox';
import { IconButton } from '../ui/IconButton';
import { PriorityIcon } from '../ui/PriorityIcon';
import { ProjectIcon } from '../ui/ProjectIcon';
import { StatusIcon } from '../ui/StatusIcon';
import { toggleComplete } from './acts';
import { DueChip, EstimateChip, LabelChips, People, TaskCounts } from './chips';
import { taskRef } from './place';
import type { PickerName } from './TaskCommands';
import styles from './TaskRow.module.css';

/** Properties of a TaskRow. */
export type TaskRowProps = {
  id: string;
  /** In a list of many projects the project is part of the row. */
  showProject: boolean;
  canEdit: boolean;
  tabbable: boolean;
  open: boolean;
  selected: boolean;
  /** Offers the box that selects the row. */
  selectable: boolean;
  renaming: boolean;
  onRenamed: () => void;
  onOpen: (id: string) => void;
  onSelect: (id: string, range: boolean) => void;
  onMenu: (id: string, anchor: Element) => void;
  /** Opens a picker at the sign that was pressed. One picker serves all rows: a picker in every row would make scrolling slow. */
  onPick: (name: PickerName, id: string, anchor: Element) => void;
};

/** A task as a row; each of its signs is pressed to change it. */
export const TaskRow = memo(function TaskRow({ id, showProject, canEdit, tabbable, open, selected, selectable, renaming, onRenamed, onOpen, onSelect, onMenu, onPick }: TaskRowProps) {
  const task = useTask(id);
  const slug = useSlug();
  const column = useColumn(task?.column_id);
  const project = useProject(showProject ? task?.project_id : null);
  if (!task) return null;
  const tab = tabbable ? 0 : -1;

  function follow(event: MouseEvent): void {
    if (event.metaKey || event.ctrlKey || event.button !== 0) return;
    event.preventDefault();
    if (event.shiftKey && selectable) onSelect(id, true);
    else onOpen(id);
  }

  return (
    <div data-task={id} data-open={open ? '' : undefined} data-selected={selected ? '' : undefined} data-closed={task.closed_at !== null ? '' : undefined} className={styles.row}>
      {selectable && (
        <span className={styles.select}>
          <Checkbox
            hideLabel
            label={t('list.select_task', { title: task.title })}
            checked={selected}
            tabIndex={tab}
            onChange={() => undefined}
            onClick={(event) => onSelect(id, event.shiftKey)}
          />
        </span>
      )}
      <span className={styles.check}>
        <TaskCheck checked={task.completed_at !== null} title={task.title} disabled={!canEdit} onToggle={(_, event) => toggleComplete([id], event.currentTarget)} />
      </span>
      <span className={styles.priority}>
        {canEdit ? (
          <IconButton
            size="sm"
            quiet
            tabIndex={tab}
            aria-haspopup="dialog"
            label={`${t('task.priority')}: ${t(`ui.priority_${task.priority}`)}`}
            icon={<PriorityIcon priority={task.priority} />}
            onClick={(event) => onPick('priority', id, event.currentTarget)}
          />
        ) : (
          <PriorityIcon priority={task.priority} decorative={false} />
        )}
      </span>
      <span className={styles.key}>{task.key || t('task.new_task')}</span>
      {column && (
        <span className={styles.status}>
          {canEdit ? (
            <IconButton
              size="sm"
              quiet
              tabIndex={tab}
              aria-haspopup="dialog"
              label={`${t('task.status')}: ${column.name}`}
              icon={<StatusIcon category={column.category} />}
              onClick={(event) => onPick('status', id, event.currentTarget)}
            />
          ) : (
            <StatusIcon category={column.category} decorative={false} />
          )}
        </span>
      )}
      {renaming ? (
        <RowTitle id={id} title={task.title} onDone={onRenamed} />
      ) : (
        <a href={taskPath(slug, taskRef(task))} tabIndex={tab} data-row={id} draggable={false} className={styles.title} onClick={follow}>
          {task.title}
        </a>
      )}
      <span className={styles.signs}>
        <TaskCounts task={task} />
        <EstimateChip task={task} />
        <span className={styles.labels}>
          <LabelChips ids={task.labels} limit={2} bare />
        </span>
        {project && (
          <span className={styles.project} title={project.name}>
            <ProjectIcon project={project} />
            <span className={styles.projectName}>{project.name}</span>
          </span>
        )}
      </span>
      <span className={styles.due}>
        {task.due_date !== null &&
          (canEdit ? (
            <button type="button" tabIndex={tab} aria-haspopup="dialog" className={styles.plain} onClick={(event) => onPick('due', id, event.currentTarget)}>
              <DueChip task={task} bare />
            </button>
          ) : (
            <DueChip task={task} bare />
          ))}
      </span>
      <span className={styles.people}>
        {canEdit ? (
          <button
            type="button"
            tabIndex={tab}
            aria-haspopup="dialog"
            aria-label={t(task.assignees.length > 0 ? 'task.set_assignees' : 'task.unassigned')}
            className={styles.plain}
            onClick={(event) => onPick('assignees', id, event.currentTarget)}
          >
            {task.assignees.length > 0 ? <People ids={task.assignees} size={20} limit={2} /> : <CircleUserRound aria-hidden="true" className={styles.nobody} />}
          </button>
        ) : (
          <People ids={task.assignees} size={20} limit={2} />
        )}
      </span>
      <IconButton size="sm" quiet tabIndex={tab} label={t('board.card_menu', { title: task.title })} icon={<MoreHorizontal aria-hidden="true" />} className={styles.menu} onClick={(event) => onMenu(id, event.currentTarget)} />
    </div>
  );
});

/** The title as a field: Enter keeps, Escape leaves it as it was. */
function RowTitle({ id, title, onDone }: { id: string; title: string; onDone: () => void }) {
  const [text, setText] = useState(title);
  const left = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.select(), []);
  return (
    <input
      ref={field}
      autoFocus
      aria-label={t('list.edit_title')}
      value={text}
      maxLength={500}
      className={styles.field}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => {
        const clean = text.trim();
        if (!left.current && clean !== '' && clean !== title) renameTask(id, clean);
        onDone();
      }}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
        event.preventDefault();
        event.stopPropagation();
        left.current = event.key === 'Escape';
        event.currentTarget.blur();
      }}
    />
  );
}
