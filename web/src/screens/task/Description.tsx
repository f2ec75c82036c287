import { useMemo, useRef, useState } from 'react';
import type { MouseEvent } from 'react';
import { GitMerge, Pencil } from 'lucide-react';
import { t } from '../../i18n';
import { useMembers } from '../../models/member';
import type { Conflict, Task } from '../../models/task';
import { useTaskDetail } from '../../models/task';
import { describeTask, resolveConflict } from '../../models/task-verbs';
import { Button } from '../../ui/Button';
import { IconButton } from '../../ui/IconButton';
import { Markdown } from '../../ui/Markdown';
import { MarkdownEditor } from '../../ui/MarkdownEditor';
import { Skeleton } from '../../ui/Skeleton';
import { readMentions } from '../../work/mentions';
import { usePeopleOf } from '../../work/pickers';
import { useTaskHref } from '../../work/useTaskHref';
import styles from './Description.module.css';

/** A task's text. Pressing it edits it; leaving it keeps what was written. */
export function Description({ task, canEdit }: { task: Task; canEdit: boolean }) {
  const { description, status, conflict } = useTaskDetail(task.id);
  const members = useMembers();
  const people = usePeopleOf(task.project_id);
  const taskHref = useTaskHref();
  const { text: shown, restore } = useMemo(() => readMentions(description ?? '', (id) => members.find((member) => member.id === id)?.name), [description, members]);
  // The text that the writing began with, so that what others change meanwhile can be merged.
  const [draft, setDraft] = useState<{ base: string; text: string; restore: (edited: string) => string } | null>(null);
  const given = useRef(false);

  function edit(): void {
    given.current = false;
    setDraft({ base: description ?? '', text: shown, restore });
  }
  function keep(): void {
    const text = draft?.restore(draft.text);
    if (draft && text !== undefined && !given.current && text !== draft.base) describeTask(task.id, text, draft.base);
    given.current = true;
    setDraft(null);
  }
  function leave(): void {
    given.current = true;
    setDraft(null);
  }

  if (conflict) return <Conflicting task={task} conflict={conflict} />;
  if (draft) {
    return (
      <section className={styles.editing} aria-label={t('task.description')}>
        <MarkdownEditor
          autoFocus
          label={t('task.description')}
          placeholder={t('task.description_placeholder')}
          value={draft.text}
          people={people}
          maxCharacters={50_000}
          onChange={(text) => setDraft({ ...draft, text })}
          onSubmit={keep}
          onCancel={keep}
          onBlur={keep}
          actions={
            <>
              <Button size="sm" variant="ghost" onClick={leave}>
                {t('task.cancel')}
              </Button>
              <Button size="sm" variant="primary" onClick={keep}>
                {t('task.save')}
              </Button>
            </>
          }
        />
      </section>
    );
  }
  if (description === undefined) {
    if (!task.has_description && status !== 'loading') return canEdit ? <Invitation onEdit={edit} /> : null;
    return (
      <div className={styles.waiting} role="status" aria-label={t('task.description_loading')}>
        {task.has_description ? (
          <>
            <Skeleton width="92%" />
            <Skeleton width="78%" />
            <Skeleton width="55%" />
          </>
        ) : (
          <Skeleton width="30%" />
        )}
      </div>
    );
  }
  if (description.trim() === '') return canEdit ? <Invitation onEdit={edit} /> : null;

  function onClick(event: MouseEvent): void {
    if (!canEdit || (event.target as Element).closest('a, input, button, pre')) return;
    if (window.getSelection()?.isCollapsed === false) return;
    edit();
  }
  return (
    <section className={styles.text} aria-label={t('task.description')} data-editable={canEdit ? '' : undefined} onClick={onClick}>
      <h2 className="visually-hidden">{t('task.description')}</h2>
      <Markdown
        source={shown}
        people={members}
        taskHref={taskHref}
        onChange={canEdit ? (text) => describeTask(task.id, restore(text), description) : undefined}
      />
      {canEdit && <IconButton size="sm" label={t('task.edit_description')} icon={<Pencil aria-hidden="true" />} className={styles.pencil} onClick={edit} />}
    </section>
  );
}

function Invitation({ onEdit }: { onEdit: () => void }) {
  return (
    <button type="button" className={styles.invitation} onClick={onEdit}>
      {t('task.add_description')}
    </button>
  );
}

/** Two texts that could not be merged: a person chooses, and sees both while doing it. */
function Conflicting({ task, conflict }: { task: Task; conflict: Conflict }) {
  return (
    <section className={styles.conflict} aria-label={t('task.conflict_title')}>
      <h2 className={styles.heading}>
        <GitMerge aria-hidden="true" />
        {t('task.conflict_title')}
      </h2>
      <p className={styles.hint}>{t('task.conflict_text')}</p>
      <div className={styles.sides}>
        <Side title={t('task.conflict_mine')} text={conflict.mine} act={t('task.conflict_keep_mine')} onKeep={() => resolveConflict(task.id, 'mine')} />
        <Side title={t('task.conflict_theirs')} text={conflict.theirs} act={t('task.conflict_keep_theirs')} onKeep={() => resolveConflict(task.id, 'theirs')} />
      </div>
      <Button variant="primary" onClick={() => resolveConflict(task.id, 'both')}>
        {t('task.conflict_keep_both')}
      </Button>
    </section>
  );
}

function Side({ title, text, act, onKeep }: { title: string; text: string; act: string; onKeep: () => void }) {
  return (
    <div className={styles.side}>
      <h3 className={styles.which}>{title}</h3>
      <div className={styles.words} tabIndex={0} role="group" aria-label={title}>
        <Markdown source={readMentions(text, () => undefined).text} />
      </div>
      <Button size="sm" onClick={onKeep}>
        {act}
      </Button>
    </div>
  );
}
