import { useEffect, useMemo, useState } from 'react';
import {
  ArrowRight,
  ArrowUpRight,
  Archive,
  CalendarDays,
  CircleCheck,
  CircleDot,
  CircleUserRound,
  Columns3,
  Folders,
  Keyboard,
  Link2,
  List,
  ListChecks,
  ListFilter,
  PanelLeft,
  Pencil,
  Plus,
  Settings,
  SignalHigh,
  SquarePen,
  SunMoon,
  Tag,
  Trash2,
  UserRound,
  UserRoundCheck,
  UsersRound,
  Zap,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useLocation } from 'wouter';
import type { PlainMessageKey } from '../../i18n';
import { t } from '../../i18n';
import { useColumnsById } from './useColumnsById';
import { useProjects } from '../../models/project';
import { searchLocalTasks, searchTasks } from '../../models/task';
import type { Task } from '../../models/task';
import { useMe } from '../../models/session';
import { boundShortcuts, runShortcut } from '../../shortcuts/bind';
import { keysOf, shortcuts } from '../../shortcuts/catalogue';
import type { Shortcut, ShortcutId, ShortcutSection } from '../../shortcuts/catalogue';
import { Avatar } from '../../ui/Avatar';
import { Dialog } from '../../ui/Dialog';
import { Listbox, matchScore } from '../../ui/Listbox';
import type { Option } from '../../ui/Listbox';
import { ProjectIcon } from '../../ui/ProjectIcon';
import { StatusIcon } from '../../ui/StatusIcon';
import { pagePath, projectPath, taskPath, workspacePath } from '../paths';
import type { WorkspacePage } from '../paths';
import { useSlug } from './slug';

type Entry = Option & { run: () => void };

const icons: { readonly [Id in ShortcutId]?: LucideIcon } = {
  'app.new_task': SquarePen,
  'app.new_project': Plus,
  'app.sidebar': PanelLeft,
  'app.theme': SunMoon,
  'app.shortcuts': Keyboard,
  'go.my_tasks': CircleUserRound,
  'go.projects': Folders,
  'go.board': Columns3,
  'go.list': List,
  'go.members': UsersRound,
  'go.settings': Settings,
  'go.trash': Trash2,
  'list.select_all': ListChecks,
  'list.filter': ListFilter,
  'list.view': ArrowRight,
  'task.status': CircleDot,
  'task.priority': SignalHigh,
  'task.assign': UserRound,
  'task.assign_me': UserRoundCheck,
  'task.label': Tag,
  'task.due': CalendarDays,
  'task.move': ArrowUpRight,
  'task.rename': Pencil,
  'task.complete': CircleCheck,
  'task.copy_link': Link2,
  'task.archive': Archive,
  'task.delete': Trash2,
};

const sections: readonly ShortcutSection[] = ['task', 'list', 'general', 'go'];

const pages: readonly [WorkspacePage, PlainMessageKey][] = [
  ['settings/profile', 'settings.profile'],
  ['settings/appearance', 'settings.appearance'],
  ['settings/security', 'settings.security'],
  ['settings/sessions', 'settings.sessions'],
  ['settings/tokens', 'settings.tokens'],
  ['labels', 'shell.labels'],
  ['import', 'shell.import'],
  ['workspace', 'shell.workspace_settings'],
];

/** Finds tasks, projects and everything that can be done right now. */
export function Palette({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('shell.palette')} bare size="lg" place="top">
      <PaletteBody onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}

function PaletteBody({ onDone }: { onDone: () => void }) {
  const [query, setQuery] = useState('');
  const entries = useEntries(query);
  function choose(id: string): void {
    const entry = entries.find((one) => one.id === id);
    onDone();
    // The act may open something of its own that wants the focus: it comes after the palette is gone.
    requestAnimationFrame(() => requestAnimationFrame(() => entry?.run()));
  }
  return (
    <Listbox
      label={t('shell.palette')}
      placeholder={t('shell.palette_placeholder')}
      options={entries}
      onChoose={choose}
      onQueryChange={setQuery}
      size="lg"
    />
  );
}

function CommandIcon({ id }: { id: ShortcutId }) {
  const Icon = icons[id] ?? Zap;
  return <Icon aria-hidden="true" />;
}

function useEntries(query: string): Entry[] {
  const slug = useSlug();
  const me = useMe();
  const projects = useProjects();
  const [, navigate] = useLocation();
  const tasks = useFoundTasks(query.trim());
  const columns = useColumnsById();
  // Read once: opening the palette must not change what it offers.
  const [bound] = useState(boundShortcuts);

  const fixed = useMemo((): Entry[] => {
    const commands = sections.flatMap((section) =>
      bound
        .filter((id) => shortcuts[id].section === section && !(shortcuts[id] as Shortcut).unlisted)
        .map((id): Entry => ({
          id,
          label: t(shortcuts[id].title),
          icon: <CommandIcon id={id} />,
          keys: keysOf(id),
          group: t(`shell.section_${section}`),
          run: () => runShortcut(id),
        })),
    );
    const places = projects.map((project): Entry => ({
      id: `project:${project.id}`,
      label: project.name,
      note: project.key,
      words: project.key,
      icon: <ProjectIcon project={project} />,
      group: t('shell.section_projects'),
      run: () => navigate(projectPath(slug, project.key)),
    }));
    const settings = pages.map(([page, title]): Entry => ({
      id: `page:${page}`,
      label: t(title),
      icon: <Settings aria-hidden="true" />,
      group: t('shell.settings'),
      run: () => navigate(pagePath(slug, page)),
    }));
    const workspaces = (me?.workspaces ?? [])
      .filter((workspace) => workspace.slug !== slug)
      .map((workspace): Entry => ({
        id: `workspace:${workspace.id}`,
        label: workspace.name,
        icon: <Avatar person={{ name: workspace.name, color: 'indigo' }} size={16} square decorative />,
        group: t('shell.section_workspaces'),
        run: () => navigate(workspacePath(workspace.slug)),
      }));
    return [...commands, ...places, ...settings, ...workspaces];
  }, [bound, projects, me, slug, navigate]);

  return useMemo(() => {
    const wanted = query.trim().toLocaleLowerCase();
    if (wanted === '') return fixed;
    const matching = fixed
      .map((entry) => ({ entry, score: matchScore(entry, wanted) }))
      .filter((one) => one.score > 0)
      .toSorted((a, b) => b.score - a.score)
      .map((one) => one.entry);
    const found = tasks.map((task): Entry => ({
      id: `task:${task.id}`,
      label: task.title,
      note: task.key,
      icon: <StatusIcon category={columns.get(task.column_id)?.category ?? 'todo'} />,
      group: t('shell.section_tasks'),
      run: () => navigate(taskPath(slug, task.key || task.id)),
    }));
    // A key that is typed in full is meant.
    const exact = found.findIndex((entry) => entry.note?.toLocaleLowerCase() === wanted);
    return exact >= 0
      ? [...found.splice(exact, 1), ...matching, ...found]
      : [...matching.slice(0, 6), ...found, ...matching.slice(6)];
  }, [fixed, query, tasks, columns, slug, navigate]);
}

/** Tasks that are here at once, then those that only the server knows. */
function useFoundTasks(query: string): readonly Task[] {
  const here = useMemo(() => (query === '' ? [] : searchLocalTasks(query, 12)), [query]);
  const [more, setMore] = useState<{ query: string; tasks: readonly Task[] }>({ query: '', tasks: [] });
  useEffect(() => {
    if (query.length < 2) return undefined;
    const cancel = new AbortController();
    const timer = setTimeout(() => {
      searchTasks(query, cancel.signal).then(
        (tasks) => setMore({ query, tasks }),
        () => undefined,
      );
    }, 150);
    return () => {
      clearTimeout(timer);
      cancel.abort();
    };
  }, [query]);
  return useMemo(() => {
    if (more.query !== query) return here;
    const known = new Set(here.map((task) => task.id));
    return [...here, ...more.tasks.filter((task) => !known.has(task.id))].slice(0, 20);
  }, [here, more, query]);
}
