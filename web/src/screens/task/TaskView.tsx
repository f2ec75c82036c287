import { useRef, useState } from 'react';
import { FileQuestion } from 'lucide-react';
import { Link } from 'wouter';
import { pagePath } from '../../app/paths';
import { useSlug } from '../../app/shell/slug';
import { useTitle } from '../../app/useTitle';
import { t } from '../../i18n';
import { useAnnounce } from '../../models/presence';
import { useCan } from '../../models/project';
import type { Task } from '../../models/task';
import { useTaskByKey } from '../../models/task';
import { restoreTask } from '../../models/task-verbs';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { SkeletonRows } from '../../ui/Skeleton';
import { TaskCommands } from '../../work/TaskCommands';
import type { OpenPicker, PickerName } from '../../work/TaskCommands';
import { Description } from './Description';
import { Properties } from './Properties';
import { Subtasks } from './Subtasks';
import { TaskHeader } from './TaskHeader';
import { TaskTitle } from './TaskTitle';
import { Thread } from './Thread';
import styles from './TaskView.module.css';

/** Properties of a TaskView. */
export type TaskViewProps = {
  /** A key (WEB-42) or an id. */
  taskKey: string;
  place: 'page' | 'peek';
  onClose?: () => void;
};

/** A task: as a page of its own, or beside a board or list. */
export function TaskView({ taskKey, place, onClose }: TaskViewProps) {
  const { task, status } = useTaskByKey(taskKey);
  const slug = useSlug();
  if (task) return <OpenTask key={task.id} task={task} place={place} onClose={onClose} />;
  if (status === 'loading') {
    return (
      <div className={styles.waiting}>
        <SkeletonRows rows={7} />
      </div>
    );
  }
  return (
    <EmptyState
      icon={<FileQuestion />}
      title={t('task.not_found_title')}
      text={t('task.not_found_text')}
      action={
        onClose ? (
          <Button onClick={onClose}>{t('task.close_peek')}</Button>
        ) : (
          <Link href={pagePath(slug, 'my-tasks')}>{t('task.go_my_tasks')}</Link>
        )
      }
    />
  );
}

function OpenTask({ task, place, onClose }: { task: Task; place: 'page' | 'peek'; onClose: (() => void) | undefined }) {
  const can = useCan(task.project_id);
  const root = useRef<HTMLDivElement>(null);
  const title = useRef<HTMLTextAreaElement>(null);
  const [picker, setPicker] = useState<OpenPicker | null>(null);
  useAnnounce({ projectId: task.project_id, taskId: task.id });
  useTitle(place === 'page' ? `${task.key} ${task.title}` : undefined);
  const editable = can.edit && task.deleted_at === null;

  function anchorOf(name: PickerName): Element | null {
    return root.current?.querySelector(`[data-property="${name}"]`) ?? root.current;
  }
  function pick(name: PickerName): void {
    setPicker({ name, ids: [task.id], anchor: anchorOf(name) });
  }

  return (
    <div ref={root} data-task={task.id} data-place={place} className={styles.view}>
      <TaskHeader task={task} place={place} canEdit={editable} onClose={onClose} onPick={pick} onRename={() => title.current?.focus()} />
      {task.deleted_at !== null && (
        <p className={styles.notice}>
          {t('task.in_trash')}
          {can.edit && (
            <Button size="sm" onClick={() => restoreTask(task.id, task)}>
              {t('task.restore')}
            </Button>
          )}
        </p>
      )}
      {task.archived_at !== null && <p className={styles.notice}>{t('task.is_archived')}</p>}
      <div className={styles.scroll} tabIndex={-1}>
        <div className={styles.columns}>
          <div className={styles.main}>
            <TaskTitle ref={title} task={task} canEdit={editable} />
            <div className={styles.inline}>
              <Properties task={task} canEdit={editable} />
            </div>
            <Description task={task} canEdit={editable} />
            <Subtasks task={task} canEdit={editable} place={place} />
            <Thread task={task} canComment={can.comment && task.deleted_at === null} />
          </div>
          <aside className={styles.side} aria-label={t('task.properties')}>
            <Properties task={task} canEdit={editable} />
          </aside>
        </div>
      </div>
      <TaskCommands
        targets={() => (editable ? { ids: [task.id], anchor: root.current } : null)}
        anchorOf={anchorOf}
        picker={picker}
        onPicker={setPicker}
        onRename={() => {
          title.current?.focus();
          title.current?.select();
        }}
      />
    </div>
  );
}
