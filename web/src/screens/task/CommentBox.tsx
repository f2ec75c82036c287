import { useMemo, useState } from 'react';
import { Copy, MoreHorizontal, Pencil, SmilePlus, Trash2 } from 'lucide-react';
import { t } from '../../i18n';
import { formatDateTime, formatList, formatRelative } from '../../i18n/format';
import type { Comment } from '../../models/comment';
import { deleteComment, editComment, toggleReaction } from '../../models/comment';
import { useMembers } from '../../models/member';
import { useCan } from '../../models/project';
import { useMyMembership } from '../../models/workspace';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { IconButton } from '../../ui/IconButton';
import { Markdown } from '../../ui/Markdown';
import { MarkdownEditor } from '../../ui/MarkdownEditor';
import { Menu, MenuItem } from '../../ui/Menu';
import { Popover } from '../../ui/Popover';
import { showToast } from '../../ui/toasts';
import { readMentions } from '../../work/mentions';
import { usePeopleOf } from '../../work/pickers';
import { useTaskHref } from '../../work/useTaskHref';
import styles from './CommentBox.module.css';

/** The reactions that are offered. */
const emojis = ['👍', '❤️', '🎉', '😄', '🚀', '👀', '✅', '🙏'] as const;

/** A comment, with who wrote it and what others think of it. */
export function CommentBox({ comment, projectId, canComment }: { comment: Comment; projectId: string; canComment: boolean }) {
  const members = useMembers();
  const people = usePeopleOf(projectId);
  const taskHref = useTaskHref();
  const me = useMyMembership()?.member_id;
  const can = useCan(projectId);
  const [draft, setDraft] = useState<string | null>(null);
  const author = members.find((member) => member.id === comment.author_id) ?? { name: t('task.someone'), color: 'gray' };
  const mine = comment.author_id === me;
  const { text, restore } = useMemo(() => readMentions(comment.body, (id) => members.find((member) => member.id === id)?.name), [comment.body, members]);

  function keep(): void {
    const body = restore(draft?.trim() ?? '');
    if (body !== '' && body !== comment.body) editComment(comment.id, body);
    setDraft(null);
  }
  function remove(): void {
    const { undo } = deleteComment(comment.id);
    showToast(t('task.comment_deleted'), { action: { label: t('ui.undo'), run: undo } });
  }

  return (
    <li className={styles.comment} aria-label={t('task.comment_by', { name: author.name })}>
      <span className={styles.face}>
        <Avatar person={author} size={24} decorative />
      </span>
      <article className={styles.box}>
        <header className={styles.head}>
          <b className={styles.author}>{author.name}</b>
          <time dateTime={comment.created_at} title={formatDateTime(comment.created_at)} className={styles.time}>
            {formatRelative(comment.created_at)}
          </time>
          {comment.edited_at !== null && (
            <span className={styles.time} title={formatDateTime(comment.edited_at)}>
              · {t('task.comment_edited')}
            </span>
          )}
          <span className={styles.acts}>
            {canComment && <ReactionPicker onChoose={(emoji) => toggleReaction(comment.id, emoji)} />}
            <Menu align="end" trigger={<IconButton size="sm" quiet label={t('task.comment_menu')} icon={<MoreHorizontal aria-hidden="true" />} />}>
              {mine && canComment && (
                <MenuItem icon={<Pencil aria-hidden="true" />} onSelect={() => setDraft(text)}>
                  {t('task.edit_comment')}
                </MenuItem>
              )}
              <MenuItem icon={<Copy aria-hidden="true" />} onSelect={() => void navigator.clipboard?.writeText(text)}>
                {t('task.copy_comment')}
              </MenuItem>
              {(mine || can.administer) && (
                <MenuItem danger icon={<Trash2 aria-hidden="true" />} onSelect={remove}>
                  {t('task.delete_comment')}
                </MenuItem>
              )}
            </Menu>
          </span>
        </header>
        {draft === null ? (
          <Markdown
            className={styles.body}
            source={text}
            people={members}
            taskHref={taskHref}
            onChange={mine && canComment ? (edited) => editComment(comment.id, restore(edited)) : undefined}
          />
        ) : (
          <div className={styles.editing}>
            <MarkdownEditor
              autoFocus
              label={t('task.edit_comment')}
              value={draft}
              people={people}
              maxCharacters={50_000}
              onChange={setDraft}
              onSubmit={keep}
              onCancel={() => setDraft(null)}
              actions={
                <>
                  <Button size="sm" variant="ghost" onClick={() => setDraft(null)}>
                    {t('task.cancel')}
                  </Button>
                  <Button size="sm" variant="primary" onClick={keep}>
                    {t('task.save_comment')}
                  </Button>
                </>
              }
            />
          </div>
        )}
        {comment.reactions.length > 0 && (
          <div className={styles.reactions}>
            {comment.reactions.map(({ emoji, members: by }) => {
              const names = formatList(by.map((id) => members.find((member) => member.id === id)?.name ?? t('task.someone')));
              return (
                <button
                  key={emoji}
                  type="button"
                  aria-pressed={me !== undefined && by.includes(me)}
                  aria-label={t('task.reaction_by', { emoji, names })}
                  title={names}
                  disabled={!canComment}
                  className={styles.reaction}
                  onClick={() => toggleReaction(comment.id, emoji)}
                >
                  <span aria-hidden="true">{emoji}</span> {by.length}
                </button>
              );
            })}
          </div>
        )}
      </article>
    </li>
  );
}

function ReactionPicker({ onChoose }: { onChoose: (emoji: string) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      align="end"
      label={t('task.add_reaction')}
      trigger={<IconButton size="sm" quiet label={t('task.add_reaction')} icon={<SmilePlus aria-hidden="true" />} />}
    >
      <div className={styles.emojis}>
        {emojis.map((emoji) => (
          <button
            key={emoji}
            type="button"
            aria-label={t('task.react_with', { emoji })}
            className={styles.emoji}
            onClick={() => {
              setOpen(false);
              onChoose(emoji);
            }}
          >
            {emoji}
          </button>
        ))}
      </div>
    </Popover>
  );
}
