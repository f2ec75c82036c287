import type { ReactElement, ReactNode } from 'react';
import { CalendarDays, CalendarPlus, CircleUserRound, CornerLeftUp, Gauge, Tag } from 'lucide-react';
import { t } from '../../i18n';
import { formatDateTime, formatRelative, todayDate } from '../../i18n/format';
import { useColumn } from '../../models/column';
import { useMembers } from '../../models/member';
import { useProject } from '../../models/project';
import type { Task } from '../../models/task';
import { useTask } from '../../models/task';
import { Avatar } from '../../ui/Avatar';
import { PriorityIcon } from '../../ui/PriorityIcon';
import { ProjectIcon } from '../../ui/ProjectIcon';
import { StatusIcon } from '../../ui/StatusIcon';
import { LabelChips, People, formatMoment } from '../../work/chips';
import { DuePicker, StartPicker } from '../../work/DatePicker';
import { dueState } from '../../work/due';
import { EstimatePicker } from '../../work/EstimatePicker';
import { AssigneePicker, LabelPicker, ParentPicker, PriorityPicker, ProjectPicker, StatusPicker } from '../../work/pickers';
import type { PickerName } from '../../work/TaskCommands';
import styles from './Properties.module.css';

/** What a task is besides its words; each property is pressed to change it. */
export function Properties({ task, canEdit }: { task: Task; canEdit: boolean }) {
  const ids = [task.id];
  const column = useColumn(task.column_id);
  const project = useProject(task.project_id);
  const parent = useTask(task.parent_id);
  const members = useMembers();
  const people = task.assignees.map((id) => members.find((member) => member.id === id)).filter((member) => member !== undefined);
  const author = members.find((member) => member.id === task.created_by);
  const due = dueState(task, todayDate());
  const state = column && (
    <>
      <StatusIcon category={column.category} />
      <span className={styles.text}>{column.name}</span>
    </>
  );
  return (
    <dl className={styles.list}>
      <Row name="status" label={t('task.status')} canEdit={canEdit} value={column?.name} picker={(trigger) => <StatusPicker ids={ids} trigger={trigger} />}>
        {state}
      </Row>
      <Row
        name="priority"
        label={t('task.priority')}
        canEdit={canEdit}
        empty={task.priority === 'none'}
        value={t(`ui.priority_${task.priority}`)}
        picker={(trigger) => <PriorityPicker ids={ids} trigger={trigger} />}
      >
        <PriorityIcon priority={task.priority} />
        <span className={styles.text}>{t(`ui.priority_${task.priority}`)}</span>
      </Row>
      <Row
        name="assignees"
        label={t('task.assignees')}
        canEdit={canEdit}
        empty={people.length === 0}
        value={people.map((person) => person.name).join(', ') || t('task.no_assignee')}
        picker={(trigger) => <AssigneePicker ids={ids} trigger={trigger} />}
      >
        {people.length === 0 ? (
          <>
            <CircleUserRound aria-hidden="true" />
            <span className={styles.text}>{t('task.add_assignee')}</span>
          </>
        ) : people.length === 1 && people[0] ? (
          <>
            <Avatar person={people[0]} size={18} decorative />
            <span className={styles.text}>{people[0].name}</span>
          </>
        ) : (
          <>
            <People ids={task.assignees} size={18} limit={4} />
            <span className={styles.text}>{people.map((person) => person.name.split(' ')[0]).join(', ')}</span>
          </>
        )}
      </Row>
      <Row
        name="labels"
        label={t('task.labels')}
        canEdit={canEdit}
        empty={task.labels.length === 0}
        value={t('task.labels')}
        picker={(trigger) => <LabelPicker ids={ids} trigger={trigger} />}
      >
        {task.labels.length === 0 ? (
          <>
            <Tag aria-hidden="true" />
            <span className={styles.text}>{t('task.add_label')}</span>
          </>
        ) : (
          <span className={styles.labels}>
            <LabelChips ids={task.labels} limit={12} />
          </span>
        )}
      </Row>
      <Row
        name="due"
        label={t('task.due')}
        canEdit={canEdit}
        empty={task.due_date === null}
        state={due}
        value={task.due_date === null ? t('task.add_due') : formatMoment(task.due_date, task.due_at, task.due_zone)}
        picker={(trigger) => <DuePicker ids={ids} trigger={trigger} />}
      >
        <CalendarDays aria-hidden="true" />
        <span className={styles.text}>{task.due_date === null ? t('task.add_due') : formatMoment(task.due_date, task.due_at, task.due_zone)}</span>
      </Row>
      <Row
        name="start"
        label={t('task.start')}
        canEdit={canEdit}
        empty={task.start_date === null}
        quiet
        value={task.start_date === null ? t('task.add_start') : formatMoment(task.start_date, task.start_at, task.start_zone)}
        picker={(trigger) => <StartPicker ids={ids} trigger={trigger} />}
      >
        <CalendarPlus aria-hidden="true" />
        <span className={styles.text}>{task.start_date === null ? t('task.add_start') : formatMoment(task.start_date, task.start_at, task.start_zone)}</span>
      </Row>
      <Row
        name="estimate"
        label={t('task.estimate')}
        canEdit={canEdit}
        empty={task.estimate === null}
        quiet
        value={task.estimate === null ? t('task.add_estimate') : t('task.points', { count: task.estimate })}
        picker={(trigger) => <EstimatePicker ids={ids} trigger={trigger} />}
      >
        <Gauge aria-hidden="true" />
        <span className={styles.text}>{task.estimate === null ? t('task.add_estimate') : t('task.points', { count: task.estimate })}</span>
      </Row>
      <Row
        name="parent"
        label={t('task.parent')}
        canEdit={canEdit}
        empty={task.parent_id === null}
        quiet
        value={parent?.title ?? t('task.add_parent')}
        picker={(trigger) => <ParentPicker ids={ids} trigger={trigger} />}
      >
        <CornerLeftUp aria-hidden="true" />
        <span className={styles.text}>{parent?.title ?? t('task.add_parent')}</span>
      </Row>
      <Row name="project" label={t('task.project')} canEdit={canEdit} quiet value={project?.name} picker={(trigger) => <ProjectPicker ids={ids} trigger={trigger} />}>
        {project && <ProjectIcon project={project} />}
        <span className={styles.text}>{project?.name}</span>
      </Row>
      <div className={styles.origin}>
        <dt className="visually-hidden">{t('task.created')}</dt>
        <dd title={formatDateTime(task.created_at)}>
          {t('task.created_by', { name: author?.name ?? t('task.someone') })} · {formatRelative(task.created_at)}
        </dd>
      </div>
    </dl>
  );
}

type RowProps = {
  name: PickerName;
  label: string;
  /** What the button says to those who only hear it. */
  value: string | undefined;
  empty?: boolean;
  /** Left out of the narrow form while it is empty. */
  quiet?: boolean;
  state?: string;
  canEdit: boolean;
  picker: (trigger: ReactElement) => ReactNode;
  children: ReactNode;
};

function Row({ name, label, value, empty = false, quiet = false, state, canEdit, picker, children }: RowProps) {
  return (
    <div className={styles.row} data-quiet={(quiet || !canEdit) && (empty || name === 'project') ? '' : undefined}>
      <dt className={styles.label}>{label}</dt>
      <dd className={styles.value}>
        {canEdit ? (
          picker(
            <button type="button" data-property={name} data-state={state} data-empty={empty ? '' : undefined} aria-label={`${label}: ${value ?? ''}`} className={styles.button}>
              {children}
            </button>,
          )
        ) : (
          <span className={styles.button} data-state={state} data-empty={empty ? '' : undefined}>
            {empty ? '–' : children}
          </span>
        )}
      </dd>
    </div>
  );
}
