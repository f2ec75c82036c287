// The small signs of a task on cards, rows and in lists.
import type { ReactNode } from 'react';
import { Calendar, CalendarClock, ListChecks, MessageSquare, Network } from 'lucide-react';
import type { Task } from '../api/types';
import { t } from '../i18n';
import { formatDateLong, formatDay, formatTime, todayDate } from '../i18n/format';
import { useLabels } from '../models/label';
import { useRows } from '../models/store';
import { Avatar, AvatarStack } from '../ui/Avatar';
import { Dot } from '../ui/Chip';
import { cx } from '../ui/cx';
import { Tooltip } from '../ui/Tooltip';
import { dueState } from './due';
import styles from './chips.module.css';

/** "Tomorrow", "Nov 27, 5:00 PM". */
export function formatMoment(date: string, at: string | null, zone: string | null): string {
  const day = formatDay(date);
  return at === null ? day : t('task.due_at', { date: day, time: formatTime(at, zone ?? undefined) });
}

/** When a task is due; red when that has passed, warm when it is today. Says it in words too. */
export function DueChip({ task, bare = false }: { task: Task; bare?: boolean }) {
  if (task.due_date === null) return null;
  const state = dueState(task, todayDate());
  const text = formatMoment(task.due_date, task.due_at, task.due_zone);
  const label = state === 'overdue' ? t('task.due_overdue', { date: text }) : t('task.due_on', { date: formatDateLong(task.due_date) });
  return (
    <span className={cx(bare ? styles.bare : styles.chip, styles.due)} data-state={state} title={label}>
      {task.due_at === null ? <Calendar aria-hidden="true" /> : <CalendarClock aria-hidden="true" />}
      <span className="visually-hidden">{label}</span>
      <span aria-hidden="true">{text}</span>
    </span>
  );
}

/** The labels of a task; those that do not fit as a number. */
export function LabelChips(props: { ids: readonly string[]; limit?: number; bare?: boolean }) {
  // Most tasks have none, and then there is nothing to listen to.
  return props.ids.length === 0 ? null : <Labels {...props} />;
}

function Labels({ ids, limit = 3, bare = false }: { ids: readonly string[]; limit?: number; bare?: boolean }) {
  const labels = useLabels();
  const mine = labels.filter((label) => ids.includes(label.id));
  if (mine.length === 0) return null;
  const shown = mine.slice(0, limit);
  const rest = mine.slice(limit);
  return (
    <>
      {shown.map((label) => (
        <span key={label.id} className={cx(styles.chip, bare && styles.slim)}>
          <Dot color={label.color} size={8} />
          <span className={styles.text}>{label.name}</span>
        </span>
      ))}
      {rest.length > 0 && (
        <span className={styles.chip} title={rest.map((label) => label.name).join(', ')}>
          <span aria-hidden="true">+{rest.length}</span>
          <span className="visually-hidden">{rest.map((label) => label.name).join(', ')}</span>
        </span>
      )}
    </>
  );
}

function Count({ icon, label, children, done = false }: { icon: ReactNode; label: string; children: ReactNode; done?: boolean }) {
  return (
    <span className={styles.count} title={label} data-done={done ? '' : undefined}>
      {icon}
      <span aria-hidden="true">{children}</span>
      <span className="visually-hidden">{label}</span>
    </span>
  );
}

/** Subtasks, checklist and comments in numbers. */
export function TaskCounts({ task }: { task: Task }) {
  return (
    <>
      {task.subtask_total > 0 && (
        <Count
          icon={<Network aria-hidden="true" />}
          label={t('task.subtasks_done', { done: task.subtask_done, total: task.subtask_total })}
          done={task.subtask_done === task.subtask_total}
        >
          {task.subtask_done}/{task.subtask_total}
        </Count>
      )}
      {task.checklist_total > 0 && (
        <Count
          icon={<ListChecks aria-hidden="true" />}
          label={t('task.checklist_done', { done: task.checklist_done, total: task.checklist_total })}
          done={task.checklist_done === task.checklist_total}
        >
          {task.checklist_done}/{task.checklist_total}
        </Count>
      )}
      {task.comment_count > 0 && (
        <Count icon={<MessageSquare aria-hidden="true" />} label={t('task.comments_count', { count: task.comment_count })}>
          {task.comment_count}
        </Count>
      )}
    </>
  );
}

/** The estimate, quietly. */
export function EstimateChip({ task }: { task: Task }) {
  if (task.estimate === null) return null;
  const label = t('task.estimate_of', { count: task.estimate });
  return (
    <span className={styles.count} title={label}>
      <span aria-hidden="true" className={styles.estimate}>
        {t('task.points_short', { count: task.estimate })}
      </span>
      <span className="visually-hidden">{label}</span>
    </span>
  );
}

/** Members by id, from the rows at hand: a card or row must not begin to load anything. */
function usePeople(ids: readonly string[]) {
  const members = useRows('member', 'members', 'all');
  return ids.map((id) => members.find((member) => member.id === id)).filter((member) => member !== undefined);
}

/** Who has the task. */
export function People(props: PeopleProps) {
  return props.ids.length === 0 ? null : <Faces {...props} />;
}

type PeopleProps = { ids: readonly string[]; size?: 16 | 18 | 20 | 24; limit?: number };

function Faces({ ids, size = 20, limit = 3 }: PeopleProps) {
  const people = usePeople(ids);
  const only = people.length === 1 ? people[0] : undefined;
  if (only) return <Avatar person={only} size={size} />;
  return <AvatarStack people={people} size={size} limit={limit} />;
}

/** Others who look at the same thing now. */
export function Presence({ ids }: { ids: readonly string[] }) {
  const people = usePeople(ids);
  if (people.length === 0) return null;
  const text = t('task.also_here', { names: people.map((person) => person.name).join(', ') });
  return (
    <Tooltip text={text}>
      <span className={styles.presence} tabIndex={-1}>
        <AvatarStack people={people} size={20} limit={4} />
      </span>
    </Tooltip>
  );
}
