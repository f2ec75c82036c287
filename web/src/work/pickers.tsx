// The pickers of a task's properties. Each changes one task or many, beside a trigger or an anchor.
import type { ReactElement, RefObject } from 'react';
import { useMemo, useState } from 'react';
import { CircleSlash2, CornerLeftUp } from 'lucide-react';
import { t } from '../i18n';
import { useColumns } from '../models/column';
import { createLabel, useLabels } from '../models/label';
import type { Member } from '../models/member';
import { useMembers } from '../models/member';
import { projectRole, useProject, useProjectMembers, useProjects } from '../models/project';
import { useMe } from '../models/session';
import { readTask, searchLocalTasks, useProjectTasks, useTask } from '../models/task';
import { updateTask } from '../models/task-verbs';
import { useMyMembership } from '../models/workspace';
import { Avatar } from '../ui/Avatar';
import { Dot } from '../ui/Chip';
import { hues } from '../ui/color';
import { Combobox, MultiCombobox } from '../ui/Combobox';
import type { Option } from '../ui/Listbox';
import { PriorityIcon, priorities } from '../ui/PriorityIcon';
import type { Priority } from '../ui/PriorityIcon';
import { StatusIcon } from '../ui/StatusIcon';
import { keysOf } from '../shortcuts/catalogue';
import { moveToColumn, moveToProject, prioritise, setAssigned, setLabelled } from './acts';

/** Where a picker stands: at its own trigger, or at an anchor while `open`. */
export type PickerFrame = {
  trigger?: ReactElement | undefined;
  open?: boolean | undefined;
  onOpenChange?: ((open: boolean) => void) | undefined;
  anchor?: Element | RefObject<Element | null> | null | undefined;
  side?: 'top' | 'bottom' | 'left' | 'right';
  align?: 'start' | 'center' | 'end';
};

type Picker = PickerFrame & { ids: readonly string[] };

/** The columns of a project as options. */
export function useColumnOptions(project: string | undefined): Option[] {
  const columns = useColumns(project);
  return useMemo(
    () =>
      columns.map((column, index) => ({
        id: column.id,
        label: column.name,
        icon: <StatusIcon category={column.category} />,
        keys: index < 9 ? String(index + 1) : undefined,
        words: t(`ui.category_${column.category}`),
      })),
    [columns],
  );
}

/** Moves tasks to a column of their project. */
export function StatusPicker({ ids, ...frame }: Picker) {
  const task = useTask(ids[0]);
  const options = useColumnOptions(task?.project_id);
  const columns = useColumns(task?.project_id);
  return (
    <Combobox
      {...frame}
      label={t('task.status')}
      placeholder={t('task.set_status')}
      options={options}
      value={ids.length === 1 ? (task?.column_id ?? null) : null}
      onChange={(id) => {
        const column = columns.find((one) => one.id === id);
        const moving = ids.filter((one) => readTask(one)?.column_id !== id);
        if (column) moveToColumn(moving, column);
      }}
    />
  );
}

/** The priorities as options. */
export function priorityOptions(): Option[] {
  return priorities.map((priority) => ({
    id: priority,
    label: t(`ui.priority_${priority}`),
    icon: <PriorityIcon priority={priority} />,
  }));
}

/** Sets the priority of tasks. */
export function PriorityPicker({ ids, ...frame }: Picker) {
  const task = useTask(ids[0]);
  const options = useMemo(() => priorityOptions(), []);
  return (
    <Combobox
      {...frame}
      label={t('task.priority')}
      placeholder={t('task.set_priority')}
      options={options}
      value={ids.length === 1 ? (task?.priority ?? null) : null}
      onChange={(id) => prioritise(ids, id as Priority)}
    />
  );
}

/** Who can be given a task of a project: me first, then by name; those who are on it stay in the list after they left. */
export function usePeopleOf(project: string | undefined, already: readonly string[] = []): readonly Member[] {
  const members = useMembers();
  const row = useProject(project);
  const explicit = useProjectMembers(project);
  const me = useMyMembership()?.member_id;
  const key = already.join(' ');
  return useMemo(() => {
    const kept = new Set(key.split(' '));
    const people = members.filter((member) => {
      if (kept.has(member.id)) return true;
      if (member.removed_at !== null || !row) return false;
      const own = explicit.find((one) => one.member_id === member.id);
      return projectRole(row, { id: '', member_id: member.id, role: member.role, account_id: '' }, own) !== null;
    });
    return people.sort((a, b) => Number(b.id === me) - Number(a.id === me));
  }, [members, row, explicit, me, key]);
}

/** A member as an option. */
export function personOption(member: Member): Option {
  return {
    id: member.id,
    label: member.name,
    icon: <Avatar person={member} size={18} decorative />,
    ...(member.removed_at !== null ? { note: t('task.left_workspace') } : member.placeholder ? { note: t('task.placeholder_person') } : {}),
    ...(member.email ? { words: member.email } : {}),
  };
}

/** What all of the tasks have in a list field. */
function useCommon(ids: readonly string[], field: 'assignees' | 'labels'): readonly string[] {
  const first = useTask(ids[0]);
  const rest = ids.slice(1).map((id) => readTask(id)?.[field] ?? []);
  return (first?.[field] ?? []).filter((value) => rest.every((list) => list.includes(value)));
}

/** Assigns people to tasks. */
export function AssigneePicker({ ids, ...frame }: Picker) {
  const task = useTask(ids[0]);
  const value = useCommon(ids, 'assignees');
  const people = usePeopleOf(task?.project_id, task?.assignees);
  const options = useMemo(() => people.map(personOption), [people]);
  return (
    <MultiCombobox
      {...frame}
      label={t('task.assignees')}
      placeholder={t('task.find_person')}
      options={options}
      value={value}
      onToggle={(id, on) => setAssigned(ids, id, on)}
    />
  );
}

/** Labels tasks; a name that does not exist yet can be made on the spot. */
export function LabelPicker({ ids, ...frame }: Picker) {
  const labels = useLabels();
  const value = useCommon(ids, 'labels');
  const guest = useMyMembership()?.role === 'guest';
  const options = useMemo(() => labels.map((label) => ({ id: label.id, label: label.name, icon: <Dot color={label.color} size={10} /> })), [labels]);
  return (
    <MultiCombobox
      {...frame}
      label={t('task.labels')}
      placeholder={t('task.find_label')}
      options={options}
      value={value}
      onToggle={(id, on) => setLabelled(ids, id, on)}
      onCreate={guest ? undefined : (name) => setLabelled(ids, createLabel(name, nextHue(labels.length)).id, true)}
    />
  );
}

/** A colour for a label that nobody chose one for: each in turn, without gray. */
export function nextHue(count: number): string {
  const colors = hues.filter((hue) => hue !== 'gray');
  return colors[(count * 5) % colors.length] ?? 'blue';
}

/** Moves tasks to another project. */
export function ProjectPicker({ ids, ...frame }: Picker) {
  const task = useTask(ids[0]);
  const projects = useProjects();
  const options = useMemo(
    () => projects.map((project) => ({ id: project.id, label: project.name, note: project.key, icon: <Dot color={project.color} size={10} /> })),
    [projects],
  );
  return (
    <Combobox
      {...frame}
      label={t('task.project')}
      placeholder={t('task.find_project')}
      options={options}
      value={task?.project_id ?? null}
      onChange={(id) => {
        const project = projects.find((one) => one.id === id);
        if (project) moveToProject(ids, project);
      }}
    />
  );
}

const noParent = 'none';

/** Makes a task a subtask of another one of its project. */
export function ParentPicker({ ids, ...frame }: Picker) {
  const id = ids[0];
  const task = useTask(id);
  const near = useProjectTasks(task?.project_id);
  const [query, setQuery] = useState('');
  const options = useMemo(() => {
    const found = query.trim() === '' ? near.filter((one) => one.closed_at === null).slice(-30).toReversed() : searchLocalTasks(query, 40);
    const fit = found.filter((one) => one.project_id === task?.project_id && one.id !== id && !isBelow(one.id, id));
    const rows: Option[] = fit.map((one) => ({
      id: one.id,
      label: one.title,
      note: one.key,
      icon: <CornerLeftUp aria-hidden="true" />,
    }));
    if (task?.parent_id != null && query.trim() === '') rows.unshift({ id: noParent, label: t('task.no_parent'), icon: <CircleSlash2 aria-hidden="true" /> });
    return rows;
  }, [near, query, task, id]);
  return (
    <Combobox
      {...frame}
      label={t('task.parent')}
      placeholder={t('task.find_task')}
      options={options}
      onQueryChange={setQuery}
      value={task?.parent_id ?? null}
      onChange={(parent) => {
        if (id !== undefined) updateTask(id, { parent_id: parent === noParent ? null : parent });
      }}
    />
  );
}

/** Whether a task stands somewhere under another: making it the parent would close a circle. */
function isBelow(candidate: string, top: string | undefined): boolean {
  let at = readTask(candidate);
  for (let depth = 0; at && depth < 20; depth++) {
    if (at.parent_id === top) return true;
    at = at.parent_id === null ? undefined : readTask(at.parent_id);
  }
  return false;
}

/** The keys that open a picker, for tooltips. */
export const pickerKeys = {
  status: keysOf('task.status'),
  priority: keysOf('task.priority'),
  assign: keysOf('task.assign'),
  label: keysOf('task.label'),
  due: keysOf('task.due'),
} as const;

/** The signed-in person's time zone, as the profile says. */
export function useZone(): string {
  return useMe()?.zone || Intl.DateTimeFormat().resolvedOptions().timeZone;
}
