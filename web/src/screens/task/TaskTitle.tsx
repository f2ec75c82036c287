import { useEffect, useRef, useState } from 'react';
import type { Ref } from 'react';
import { t } from '../../i18n';
import type { Task } from '../../models/task';
import { renameTask } from '../../models/task-verbs';
import { TaskCheck } from '../../ui/Checkbox';
import { Textarea } from '../../ui/Textarea';
import { toggleComplete } from '../../work/acts';
import styles from './TaskTitle.module.css';

/** A task's title, which is a text to edit in place, behind the circle that completes it. */
export function TaskTitle({ ref, task, canEdit }: { ref: Ref<HTMLTextAreaElement>; task: Task; canEdit: boolean }) {
  const [draft, setDraft] = useState<string | null>(null);
  const left = useRef(false);
  const shown = draft ?? task.title;
  useEffect(() => {
    if (draft === task.title) setDraft(null);
  }, [draft, task.title]);

  function keep(): void {
    const title = shown.replace(/\s+/g, ' ').trim();
    setDraft(null);
    if (!left.current && title !== '' && title !== task.title) renameTask(task.id, title.slice(0, 500));
    left.current = false;
  }

  return (
    <div className={styles.row}>
      <TaskCheck
        checked={task.completed_at !== null}
        title={task.title}
        disabled={!canEdit}
        className={styles.check}
        onToggle={(_, event) => toggleComplete([task.id], event.currentTarget)}
      />
      <h1 className="visually-hidden">{task.title}</h1>
      <Textarea
        ref={ref}
        bare
        rows={1}
        readOnly={!canEdit}
        aria-label={t('task.title')}
        value={shown}
        maxLength={500}
        data-closed={task.closed_at !== null ? '' : undefined}
        className={styles.title}
        onChange={(event) => setDraft(event.target.value.replaceAll('\n', ' '))}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter') {
            event.preventDefault();
            event.stopPropagation();
            event.currentTarget.blur();
          } else if (event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            left.current = true;
            event.currentTarget.blur();
          }
        }}
      />
    </div>
  );
}
