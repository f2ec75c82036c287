import { t } from '../i18n';
import { formatDateTime } from '../i18n/format';
import { engine } from '../models/store';
import type { Question } from '../models/sync';
import { answerQuestion, useQuestions } from '../models/sync';
import { readTask } from '../models/task';
import { Button } from '../ui/Button';
import { Dialog } from '../ui/Dialog';
import { priorities } from '../ui/PriorityIcon';
import { formatMoment } from './chips';
import styles from './OldEdits.module.css';

/** Asks about edits that waited offline for long and that others have overtaken since: one after another. */
export function OldEdits() {
  const question = useQuestions()[0];
  if (!question) return null;
  return <Ask key={question.id} question={question} />;
}

function Ask({ question }: { question: Question }) {
  const title = readTask(question.row)?.title ?? t('task.a_task');
  return (
    <Dialog
      open
      // Closing decides nothing: it is asked again until it is answered.
      onOpenChange={() => undefined}
      title={t('task.old_edit_title')}
      description={t('task.old_edit_text', { title, time: formatDateTime(new Date(question.at)) })}
      footer={
        <>
          <Button onClick={() => answerQuestion(question.id, 'discard')}>{t('task.old_edit_discard')}</Button>
          <Button variant="primary" onClick={() => answerQuestion(question.id, 'apply')}>
            {t('task.old_edit_apply')}
          </Button>
        </>
      }
    >
      <dl className={styles.fields}>
        {question.fields.map(({ field, mine, theirs }) => (
          <div key={field} className={styles.pair}>
            <div>
              <dt className={styles.whose}>{t('task.conflict_mine')}</dt>
              <dd>{words(field, mine)}</dd>
            </div>
            <div>
              <dt className={styles.whose}>{t('task.conflict_theirs')}</dt>
              <dd>{words(field, theirs)}</dd>
            </div>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}

/** A value as people know it. */
function words(field: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '–';
  if (field === 'column_id') return engine().pool.get('column', String(value))?.name ?? '–';
  if (field === 'parent_id') return readTask(String(value))?.title ?? t('task.a_task');
  if (field === 'due_date' || field === 'start_date') return formatMoment(String(value), null, null);
  if (field.endsWith('_at') && typeof value === 'string') return formatDateTime(value);
  const priority = field === 'priority' ? priorities.find((one) => one === value) : undefined;
  return priority ? t(`ui.priority_${priority}`) : String(value);
}
