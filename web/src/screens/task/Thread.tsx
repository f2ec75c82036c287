import { useMemo, useState } from 'react';
import { t } from '../../i18n';
import { useActivity } from '../../models/activity';
import { addComment, useComments } from '../../models/comment';
import { useMembers } from '../../models/member';
import { announceTyping, usePresence } from '../../models/presence';
import type { Task } from '../../models/task';
import { useMyMembership } from '../../models/workspace';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { MarkdownEditor } from '../../ui/MarkdownEditor';
import { Skeleton } from '../../ui/Skeleton';
import { usePeopleOf } from '../../work/pickers';
import { ActivityLine } from './ActivityLine';
import { CommentBox } from './CommentBox';
import { mergeThread } from './thread';
import styles from './Thread.module.css';

/** What was said about a task and what happened to it, and the place to say more. */
export function Thread({ task, canComment }: { task: Task; canComment: boolean }) {
  const { comments, status } = useComments(task.id);
  const activity = useActivity(task.id);
  const [all, setAll] = useState(true);
  const entries = useMemo(() => mergeThread(comments, all ? activity.items : []), [comments, activity.items, all]);
  return (
    <section aria-label={t('task.activity')} className={styles.thread}>
      <div className={styles.head}>
        <h2 className={styles.heading}>{t('task.activity')}</h2>
        <button type="button" className={styles.switch} onClick={() => setAll(!all)}>
          {t(all ? 'task.show_comments' : 'task.show_all')}
        </button>
      </div>
      {all && activity.more && (
        <button type="button" className={styles.older} onClick={activity.loadMore}>
          {t('task.load_older')}
        </button>
      )}
      {status === 'loading' && task.comment_count > 0 && comments.length === 0 ? (
        <div className={styles.waiting} role="status" aria-label={t('ui.loading')}>
          <Skeleton height={14} width="46%" />
          <Skeleton height={44} />
        </div>
      ) : (
        <ol className={styles.entries}>
          {entries.map((entry) =>
            entry.kind === 'comment' ? (
              <CommentBox key={entry.id} comment={entry.comment} projectId={task.project_id} canComment={canComment} />
            ) : (
              <ActivityLine key={entry.id} activity={entry.activity} />
            ),
          )}
        </ol>
      )}
      {all && activity.status === 'unreachable' && <p className={styles.quiet}>{t('task.activity_failed')}</p>}
      <Typing taskId={task.id} />
      {canComment ? <Composer task={task} /> : <p className={styles.quiet}>{t('task.may_not_comment')}</p>}
    </section>
  );
}

/** Drafts by task, so that closing a task does not lose what was being written. */
const drafts = new Map<string, string>();

function Composer({ task }: { task: Task }) {
  const me = useMyMembership()?.member_id;
  const person = useMembers().find((member) => member.id === me);
  const people = usePeopleOf(task.project_id);
  const [text, setText] = useState(() => drafts.get(task.id) ?? '');
  function write(next: string): void {
    setText(next);
    if (next === '') drafts.delete(task.id);
    else drafts.set(task.id, next);
    if (next !== '') announceTyping();
  }
  function send(): void {
    const body = text.trim();
    if (body === '') return;
    addComment(task.id, body);
    write('');
  }
  return (
    <div className={styles.composer}>
      {person && (
        <span className={styles.me}>
          <Avatar person={person} size={24} decorative />
        </span>
      )}
      <div className={styles.writing}>
        <MarkdownEditor
          label={t('task.write_comment')}
          placeholder={t('task.write_comment')}
          value={text}
          people={people}
          maxCharacters={50_000}
          onChange={write}
          onSubmit={send}
          actions={
            <Button size="sm" variant={text.trim() === '' ? 'secondary' : 'primary'} disabled={text.trim() === ''} onClick={send}>
              {t('task.send_comment')}
            </Button>
          }
        />
      </div>
    </div>
  );
}

/** Keeps its line free, so that nothing moves when somebody begins to write. */
function Typing({ taskId }: { taskId: string }) {
  const present = usePresence({ taskId });
  const members = useMembers();
  const names = present
    .filter((one) => one.typing)
    .map((one) => members.find((member) => member.id === one.member_id)?.name)
    .filter((name) => name !== undefined);
  const [first, second] = names;
  const text =
    first === undefined
      ? ''
      : names.length === 1
        ? t('task.typing_one', { name: first })
        : names.length === 2 && second !== undefined
          ? t('task.typing_two', { first, second })
          : t('task.typing_many');
  return (
    <p className={styles.typing} role="status">
      {text !== '' && (
        <span className={styles.dots} aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
      )}
      {text}
    </p>
  );
}
