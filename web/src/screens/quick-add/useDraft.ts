import { useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { currentZone } from '../../i18n/format';
import type { Column } from '../../models/column';
import { useColumns } from '../../models/column';
import { createLabel, useLabels } from '../../models/label';
import { useFavouriteProjects, useProjects, useWritableProjects } from '../../models/project';
import { useIds } from '../../models/store';
import type { Priority } from '../../models/task';
import { useTask } from '../../models/task';
import { createTask } from '../../models/task-verbs';
import { useMyMembership } from '../../models/workspace';
import type { QuickAddStart } from '../../quickadd/ask';
import { withoutPiece } from '../../quickadd/complete';
import { plainName } from '../../quickadd/names';
import type { Known, Piece } from '../../quickadd/parse';
import { parseQuickAdd } from '../../quickadd/parse';
import { instantIn, nowIn } from '../../quickadd/zone';
import type { Moment } from '../../work/DatePicker';
import { nextHue, usePeopleOf } from '../../work/pickers';

/** What was chosen with the pickers, as against what was typed. */
type Chosen = {
  projectId: string | null;
  columnId: string | null;
  priority: Priority | null;
  assignees: readonly string[];
  labels: readonly string[];
  due: Moment | null;
};

const remembered = 'taskflow.quick-add-project';

function readLast(): string | null {
  try {
    return localStorage.getItem(remembered);
  } catch {
    return null;
  }
}

/** The project that the person is looking at. */
function useProjectHere(): string | undefined {
  const [path] = useLocation();
  const ids = useIds('tasksByKey', /^\/[^/]+\/task\/([^/]+)/.exec(path)?.[1]?.toUpperCase());
  const task = useTask(ids[0]);
  const key = /^\/[^/]+\/project\/([^/]+)/.exec(path)?.[1]?.toUpperCase();
  const projects = useProjects();
  return task?.project_id ?? projects.find((project) => project.key === key)?.id;
}

/** The task that is being put together: its line, what the line says, and what the pickers add to it. */
export function useDraft(start: QuickAddStart) {
  const projects = useWritableProjects();
  const favourites = useFavouriteProjects();
  const here = useProjectHere();
  const labels = useLabels();
  const me = useMyMembership()?.member_id;
  const [line, setLine] = useState('');
  const [description, setDescription] = useState('');
  const [ignored, setIgnored] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<Chosen>(() => ({
    projectId: start.projectId ?? null,
    columnId: start.columnId ?? null,
    priority: start.priority ?? null,
    assignees: start.assignees ?? [],
    labels: start.labels ?? [],
    due: start.dueDate === undefined ? null : { date: start.dueDate },
  }));

  const usual = projects.find((one) => one.id === here) ?? projects.find((one) => one.id === readLast()) ?? favourites.find((one) => projects.includes(one)) ?? projects[0];
  const given = projects.find((one) => one.id === chosen.projectId) ?? usual;
  const projectNames = useMemo(() => projects.flatMap((one) => [one.name, one.key]), [projects]);
  const now = nowIn(currentZone());

  // The project first: people and columns of the line are those of its project.
  const none: Known = { people: [], projects: projectNames, labels: [], columns: [] };
  const named = parseQuickAdd(line, now, none, ignored).project;
  const project = (named && projects.find((one) => plainName(one.name) === plainName(named) || one.key === named)) || given;
  const people = usePeopleOf(project?.id, chosen.assignees);
  const columns = useColumns(project?.id);
  const known: Known = {
    people: [...people.map((person) => person.name), 'me'],
    projects: projectNames,
    labels: labels.map((label) => label.name),
    columns: columns.map((column) => column.name),
  };
  const typed = parseQuickAdd(line, now, known, ignored);

  const typedPeople = typed.people.map((name) => (name === 'me' ? me : people.find((person) => person.name === name)?.id)).filter((id) => id !== undefined);
  const typedLabels = typed.labels.filter((label) => !label.isNew).map((label) => labels.find((one) => one.name === label.name)?.id).filter((id) => id !== undefined);
  const newLabels = typed.labels.filter((label) => label.isNew).map((label) => label.name);
  const column: Column | undefined =
    columns.find((one) => one.name === typed.column) ??
    columns.find((one) => one.id === chosen.columnId) ??
    columns.find((one) => one.category === 'todo') ??
    columns.find((one) => one.category === 'backlog') ??
    columns[0];
  const due: Moment | null = typed.due
    ? typed.due.time === undefined
      ? { date: typed.due.date }
      : { date: typed.due.date, at: instantIn(typed.due.date, typed.due.time, currentZone()), zone: currentZone() }
    : chosen.due;

  const task = {
    title: typed.title.trim(),
    project,
    column,
    priority: typed.priority ?? chosen.priority ?? 'none',
    assignees: [...new Set([...chosen.assignees.filter((id) => people.some((person) => person.id === id)), ...typedPeople])],
    labels: [...new Set([...chosen.labels, ...typedLabels])],
    newLabels,
    estimate: typed.estimate ?? null,
    due,
  };

  /** Answers with a picker: what the line said of it goes out of the line. */
  function choose(change: Partial<Chosen>, kind?: Piece['kind'], name?: string): void {
    setChosen((before) => ({ ...before, ...change }));
    const pieces = typed.pieces.filter((piece) => piece.kind === kind && (name === undefined || ('name' in piece && piece.name === name)));
    if (pieces.length > 0) setLine(pieces.toReversed().reduce(withoutPiece, line));
  }

  /** Makes the task; the id of it, or null while something is missing. */
  function create(): string | null {
    if (!task.project || task.title === '') return null;
    const made = newLabels.map((name, index) => createLabel(name, nextHue(labels.length + index)).id);
    const { id } = createTask({
      project_id: task.project.id,
      title: task.title.slice(0, 500),
      ...(task.column ? { column_id: task.column.id } : {}),
      ...(description.trim() === '' ? {} : { description }),
      priority: task.priority,
      estimate: task.estimate,
      assignees: task.assignees,
      labels: [...task.labels, ...made],
      due_date: due?.date ?? null,
      due_at: due?.at ?? null,
      due_zone: due?.zone ?? null,
    });
    try {
      localStorage.setItem(remembered, task.project.id);
    } catch {
      // Then the next one begins with the first project.
    }
    return id;
  }

  /** Ready for the next one, with the same project, people and labels. */
  function again(): void {
    setLine('');
    setDescription('');
    setIgnored(new Set());
    setChosen((before) => ({ ...before, projectId: task.project?.id ?? null, due: null }));
  }

  return { line, setLine, description, setDescription, typed, task, known, projects, columns, people, labels, choose, chosen, ignore: (text: string) => setIgnored(new Set([...ignored, text])), create, again };
}
