import type { ReactNode } from 'react';
import { Archive, ArrowRightLeft, CalendarDays, CircleCheck, CircleDot, CirclePlus, CornerLeftUp, Gauge, MessageSquareX, Pencil, RotateCcw, SignalHigh, Tag, Trash2, UserMinus, UserPlus } from 'lucide-react';
import { t } from '../../i18n';
import { rich } from '../../i18n/rich';
import { formatDateTime, formatList, formatRelative } from '../../i18n/format';
import type { Activity } from '../../models/activity';
import { useLabels } from '../../models/label';
import { useMembers } from '../../models/member';
import { readTask } from '../../models/task';
import { formatMoment } from '../../work/chips';
import type { Priority } from '../../ui/PriorityIcon';
import { priorities } from '../../ui/PriorityIcon';
import styles from './Thread.module.css';

/** What happened, in one quiet line. */
export function ActivityLine({ activity }: { activity: Activity }) {
  const words = useWords();
  const { icon, text } = words(activity);
  return (
    <li className={styles.line}>
      <span className={styles.sign} aria-hidden="true">
        {icon}
      </span>
      <p className={styles.what}>
        {text}{' '}
        <time dateTime={activity.at} title={formatDateTime(activity.at)} className={styles.time}>
          · {formatRelative(activity.at)}
        </time>
      </p>
    </li>
  );
}

type Worded = { icon: ReactNode; text: ReactNode };

function useWords(): (activity: Activity) => Worded {
  const members = useMembers();
  const labels = useLabels();
  const nameOf = (id: unknown) => members.find((member) => member.id === id)?.name ?? t('task.someone');
  return (activity) => {
    const { data, actor_id } = activity;
    const actor = <b className={styles.actor}>{nameOf(actor_id)}</b>;
    const strong = (value: unknown) => <b className={styles.strong}>{String(value ?? '')}</b>;
    const list = (field: string) => (Array.isArray(data[field]) ? (data[field] as unknown[]) : []);
    const people = formatList(list('members').map(nameOf));
    const self = list('members').length === 1 && list('members')[0] === actor_id;
    const labelNames = formatList(list('labels').map((id) => labels.find((label) => label.id === id)?.name ?? t('task.a_label')));
    const many = list('labels').length > 1;
    switch (activity.kind) {
      case 'task.created':
        return { icon: <CirclePlus />, text: rich('task.act_created', { actor }) };
      case 'task.renamed':
        return { icon: <Pencil />, text: rich('task.act_renamed', { actor, to: strong(data['to']) }) };
      case 'task.described':
        return { icon: <Pencil />, text: rich('task.act_described', { actor }) };
      case 'task.moved':
        return data['category'] === 'done'
          ? { icon: <CircleCheck className={styles.done} />, text: rich('task.act_completed', { actor, to: strong(data['to_name']) }) }
          : { icon: <CircleDot />, text: rich('task.act_moved', { actor, from: strong(data['from_name']), to: strong(data['to_name']) }) };
      case 'task.project_moved':
        return { icon: <ArrowRightLeft />, text: rich('task.act_project_moved', { actor, from: strong(data['from_key']), to: strong(data['to_key']) }) };
      case 'task.prioritised': {
        const to = priorities.find((priority): priority is Priority => priority === data['to']) ?? 'none';
        return {
          icon: <SignalHigh />,
          text: to === 'none' ? rich('task.act_prioritised_none', { actor }) : rich('task.act_prioritised', { actor, to: strong(t(`ui.priority_${to}`)) }),
        };
      }
      case 'task.assigned':
        return { icon: <UserPlus />, text: self ? rich('task.act_assigned_self', { actor }) : rich('task.act_assigned', { actor, members: strong(people) }) };
      case 'task.unassigned':
        return { icon: <UserMinus />, text: self ? rich('task.act_unassigned_self', { actor }) : rich('task.act_unassigned', { actor, members: strong(people) }) };
      case 'task.labelled':
        return { icon: <Tag />, text: rich(many ? 'task.act_labelled_many' : 'task.act_labelled', { actor, labels: strong(labelNames) }) };
      case 'task.unlabelled':
        return { icon: <Tag />, text: rich(many ? 'task.act_unlabelled_many' : 'task.act_unlabelled', { actor, labels: strong(labelNames) }) };
      case 'task.due': {
        const to = dateOf(data['to']);
        return { icon: <CalendarDays />, text: to ? rich('task.act_due', { actor, to: strong(to) }) : rich('task.act_due_none', { actor }) };
      }
      case 'task.start': {
        const to = dateOf(data['to']);
        return { icon: <CalendarDays />, text: to ? rich('task.act_start', { actor, to: strong(to) }) : rich('task.act_start_none', { actor }) };
      }
      case 'task.estimated':
        return typeof data['to'] === 'number'
          ? { icon: <Gauge />, text: rich('task.act_estimated', { actor, to: strong(t('task.points', { count: data['to'] })) }) }
          : { icon: <Gauge />, text: rich('task.act_estimated_none', { actor }) };
      case 'task.parent': {
        const parent = typeof data['to'] === 'string' ? readTask(data['to']) : undefined;
        return data['to']
          ? { icon: <CornerLeftUp />, text: rich('task.act_parent', { actor, to: strong(parent?.title ?? t('task.a_task')) }) }
          : { icon: <CornerLeftUp />, text: rich('task.act_parent_none', { actor }) };
      }
      case 'task.archived':
        return { icon: <Archive />, text: rich('task.act_archived', { actor }) };
      case 'task.unarchived':
        return { icon: <Archive />, text: rich('task.act_unarchived', { actor }) };
      case 'task.deleted':
        return { icon: <Trash2 />, text: rich('task.act_deleted', { actor }) };
      case 'task.restored':
        return { icon: <RotateCcw />, text: rich('task.act_restored', { actor }) };
      case 'comment.deleted':
        return { icon: <MessageSquareX />, text: rich('task.act_comment_deleted', { actor }) };
      default:
        return { icon: <Pencil />, text: rich('task.act_other', { actor }) };
    }
  };
}

/** A date of an activity: "2026-11-20", an instant, or an object of both. */
function dateOf(value: unknown): string | null {
  if (typeof value === 'string' && value !== '') return value.length > 10 ? formatDateTime(value) : formatMoment(value, null, null);
  if (value !== null && typeof value === 'object' && 'date' in value && typeof value.date === 'string') {
    const at = 'at' in value && typeof value.at === 'string' ? value.at : null;
    const zone = 'zone' in value && typeof value.zone === 'string' ? value.zone : null;
    return formatMoment(value.date, at, zone);
  }
  return null;
}
