import { useState } from 'react';
import { ChevronDown, Plus } from 'lucide-react';
import { useLocation } from 'wouter';
import { taskPath } from '../../app/paths';
import { useSlug } from '../../app/shell/slug';
import { t } from '../../i18n';
import { useColumn } from '../../models/column';
import type { Task } from '../../models/task';
import { useSubtasks } from '../../models/task';
import { createTask } from '../../models/task-verbs';
import { TaskCheck } from '../../ui/Checkbox';
import { Input } from '../../ui/Input';
import { ProgressBar } from '../../ui/ProgressBar';
import { StatusIcon } from '../../ui/StatusIcon';
import { toggleComplete } from '../../work/acts';
import { DueChip, People } from '../../work/chips';
import { taskRef, usePeek } from '../../work/place';
import styles from './Subtasks.module.css';

/** The steps of a task, which are tasks themselves. */
export function Subtasks({ task, canEdit, place }: { task: Task; canEdit: boolean; place: 'page' | 'peek' }) {
  const subtasks = useSubtasks(task.id);
  const [shown, setShown] = useState(true);
  const [adding, setAdding] = useState(false);
  if (subtasks.length === 0 && !canEdit) return null;
  const done = subtasks.filter((one) => one.closed_at !== null).length;
  return (
    <section aria-label={t('task.subtasks')} className={styles.section}>
      {subtasks.length > 0 && (
        <div className={styles.head}>
          <button type="button" aria-expanded={shown} className={styles.fold} onClick={() => setShown(!shown)}>
            <ChevronDown aria-hidden="true" />
            {t('task.subtasks')}
          </button>
          <span className={styles.progress}>
            <span className={styles.bar}>
              <ProgressBar label={t('task.subtasks_done', { done, total: subtasks.length })} value={done} max={subtasks.length} tone="success" />
            </span>
            {t('task.subtasks_progress', { done, total: subtasks.length })}
          </span>
        </div>
      )}
      {shown && subtasks.length > 0 && (
        <ul className={styles.list}>
          {subtasks.map((one) => (
            <Subtask key={one.id} task={one} canEdit={canEdit} place={place} />
          ))}
        </ul>
      )}
      {canEdit &&
        (adding ? (
          <NewSubtask parent={task} onClose={() => setAdding(false)} />
        ) : (
          <button type="button" className={styles.add} onClick={() => setAdding(true)}>
            <Plus aria-hidden="true" />
            {t('task.add_subtask')}
          </button>
        ))}
    </section>
  );
}

function Subtask({ task, canEdit, place }: { task: Task; canEdit: boolean; place: 'page' | 'peek' }) {
  const slug = useSlug();
  const [, navigate] = useLocation();
  const [, setPeek] = usePeek();
  const column = useColumn(task.column_id);
  const href = taskPath(slug, taskRef(task));
  return (
    <li className={styles.row} data-task={task.id} data-closed={task.closed_at !== null ? '' : undefined}>
      <TaskCheck checked={task.completed_at !== null} title={task.title} disabled={!canEdit} onToggle={(_, event) => toggleComplete([task.id], event.currentTarget)} />
      <a
        href={href}
        className={styles.title}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          if (place === 'peek') setPeek(taskRef(task));
          else navigate(href);
        }}
      >
        {task.title}
      </a>
      <DueChip task={task} bare />
      {column && column.category === 'in_progress' && (
        <span title={column.name}>
          <StatusIcon category={column.category} decorative={false} />
        </span>
      )}
      <People ids={task.assignees} size={18} limit={2} />
    </li>
  );
}

function NewSubtask({ parent, onClose }: { parent: Task; onClose: () => void }) {
  const [title, setTitle] = useState('');
  function add(): void {
    const clean = title.trim();
    if (clean !== '') createTask({ project_id: parent.project_id, parent_id: parent.id, title: clean.slice(0, 500) });
    setTitle('');
  }
  return (
    <div className={styles.adding}>
      <Input
        autoFocus
        aria-label={t('task.add_subtask')}
        placeholder={t('task.subtask_placeholder')}
        value={title}
        maxLength={500}
        onChange={(event) => setTitle(event.target.value)}
        onBlur={() => {
          add();
          onClose();
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter') {
            event.preventDefault();
            add();
          } else if (event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            setTitle('');
            onClose();
          }
        }}
      />
    </div>
  );
}
