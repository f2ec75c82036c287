import { useState } from 'react';
import { t } from '../../i18n';
import type { Column } from '../../models/column';
import { createTask } from '../../models/task-verbs';
import { Textarea } from '../../ui/Textarea';
import styles from './NewCard.module.css';

/** Adds tasks to a column one after another: Enter adds and stays, Escape closes. */
export function NewCard({ column, at, onClose }: { column: Column; at: 'top' | 'bottom'; onClose: () => void }) {
  const [title, setTitle] = useState('');

  function add(): void {
    // Several lines are several tasks, as from a pasted list.
    const titles = title.split('\n').map((line) => line.trim()).filter(Boolean);
    for (const one of at === 'top' ? titles.toReversed() : titles) {
      createTask({ project_id: column.project_id, column_id: column.id, title: one.slice(0, 500), at });
    }
    setTitle('');
  }

  return (
    <div className={styles.card}>
      <Textarea
        bare
        autoFocus
        rows={2}
        aria-label={t('board.new_task_title')}
        placeholder={t('board.new_task_placeholder')}
        value={title}
        className={styles.title}
        ref={(element) => element?.scrollIntoView({ block: 'nearest' })}
        onChange={(event) => setTitle(event.target.value)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            add();
          } else if (event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            onClose();
          }
        }}
        onBlur={() => {
          if (title.trim() !== '') add();
          onClose();
        }}
      />
      <p className={styles.hint}>{t('board.new_task_hint')}</p>
    </div>
  );
}
