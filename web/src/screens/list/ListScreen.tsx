import { useCallback, useMemo, useState } from 'react';
import { Rows3 } from 'lucide-react';
import { useParams } from 'wouter';
import { t } from '../../i18n';
import { todayDate } from '../../i18n/format';
import { useColumns } from '../../models/column';
import { useLabels } from '../../models/label';
import { useMembers } from '../../models/member';
import type { Project } from '../../models/project';
import { useCan } from '../../models/project';
import { useOlderClosedTasks, useProjectTasks } from '../../models/task';
import { openQuickAdd } from '../../quickadd/ask';
import { keysOf } from '../../shortcuts/catalogue';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { Dot } from '../../ui/Chip';
import { EmptyState } from '../../ui/EmptyState';
import { Kbd } from '../../ui/Kbd';
import { PriorityIcon } from '../../ui/PriorityIcon';
import type { Priority } from '../../ui/PriorityIcon';
import { StatusIcon } from '../../ui/StatusIcon';
import { Completions } from '../../work/Completions';
import { isFiltering, noFilter, taskMatcher } from '../../work/filter';
import type { TaskFilter } from '../../work/filter';
import { FilterBar } from '../../work/FilterBar';
import { Peek } from '../../work/Peek';
import { ProjectHeader } from '../../work/ProjectHeader';
import { ProjectMissing } from '../../work/ProjectMissing';
import projectStyles from '../../work/ProjectScreen.module.css';
import { TaskRows } from '../../work/TaskRows';
import type { Section } from '../../work/TaskRows';
import { useProjectScreen } from '../../work/useProjectScreen';
import { BulkBar } from './BulkBar';
import { DisplayMenu } from './DisplayMenu';
import { useDisplay } from './display';
import type { Display } from './display';
import { groupTasks } from './grouping';
import type { Group } from './grouping';

/** A project as a list. */
export function ListScreen() {
  const { project: key = '' } = useParams<{ project: string }>();
  const { project, filter, setFilter, filtering, bar, search, onFilter } = useProjectScreen(key, t('list.list'));
  const [display, setDisplay] = useDisplay(project?.id);
  if (!project) return <ProjectMissing />;
  return (
    <div className={projectStyles.screen}>
      <div className={projectStyles.view}>
        <ProjectHeader project={project} view="list" filtering={filtering} filterShown={bar} onFilter={onFilter}>
          <DisplayMenu display={display} onChange={setDisplay} />
        </ProjectHeader>
        {bar && <FilterBar projectId={project.id} filter={filter} onChange={setFilter} searchRef={search} />}
        {project.archived_at !== null && <p className={projectStyles.notice}>{t('task.project_archived')}</p>}
        <List key={project.id} project={project} filter={filter} display={display} onClearFilter={() => setFilter(noFilter)} />
        <Completions projectId={project.id} />
      </div>
      <Peek />
    </div>
  );
}

function List({ project, filter, display, onClearFilter }: { project: Project; filter: TaskFilter; display: Display; onClearFilter: () => void }) {
  const tasks = useProjectTasks(project.id);
  const columns = useColumns(project.id);
  const members = useMembers();
  const labels = useLabels();
  const can = useCan(project.id);
  useOlderClosedTasks(project.id, display.closed);
  const [selection, setSelection] = useState<ReadonlySet<string>>(new Set());
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const editable = can.edit && project.archived_at === null;

  const groups = useMemo(() => {
    const fits = taskMatcher(filter, todayDate());
    const shown = tasks.filter((task) => (display.closed || task.closed_at === null) && fits(task));
    const open = display.closed ? columns : columns.filter((column) => column.category !== 'done' && column.category !== 'cancelled');
    const all = groupTasks(shown, display.grouping, display.sorting, { columns: open, members, labels });
    return isFiltering(filter) ? all.filter((group) => group.tasks.length > 0) : all;
  }, [tasks, filter, display, columns, members, labels]);

  const sections = useMemo(
    () =>
      groups.map((group): Section => ({
        key: group.key,
        ...headOf(group, { columns, members, labels }),
        ids: group.tasks.map((task) => task.id),
        onAdd: editable ? () => openQuickAdd({ projectId: project.id, ...startOf(group) }) : undefined,
      })),
    [groups, columns, members, labels, editable, project.id],
  );
  const canEdit = useCallback(() => editable, [editable]);
  const collapse = useCallback((key: string) => {
    setCollapsed((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }, []);

  const total = groups.reduce((sum, group) => sum + group.tasks.length, 0);
  if (total === 0 && (isFiltering(filter) || tasks.every((task) => task.closed_at !== null))) {
    return isFiltering(filter) ? (
      <EmptyState icon={<Rows3 />} title={t('list.empty_filtered')} action={<Button onClick={onClearFilter}>{t('task.filter_clear')}</Button>} />
    ) : (
      <EmptyState
        icon={<Rows3 />}
        title={t('list.empty_title')}
        text={t('list.empty_text')}
        action={
          editable && (
            <Button variant="primary" trailing={<Kbd keys={keysOf('app.new_task')} />} onClick={() => openQuickAdd({ projectId: project.id })}>
              {t('board.add_task')}
            </Button>
          )
        }
      />
    );
  }
  return (
    <>
      <TaskRows
        label={t('list.tasks_of', { name: project.name })}
        sections={sections}
        canEdit={canEdit}
        selection={selection}
        onSelection={setSelection}
        bare={display.grouping === 'none'}
        collapsed={collapsed}
        onCollapse={collapse}
      />
      {selection.size > 0 && <BulkBar ids={[...selection]} onClear={() => setSelection(new Set())} />}
    </>
  );
}

type Around = Parameters<typeof groupTasks>[3];

/** The heading of a group. */
function headOf(group: Group, around: Around): Pick<Section, 'name' | 'icon'> {
  switch (group.kind) {
    case 'status': {
      const column = around.columns.find((one) => one.id === group.of);
      return { name: column?.name ?? '', icon: column && <StatusIcon category={column.category} /> };
    }
    case 'assignee': {
      const member = around.members.find((one) => one.id === group.of);
      return { name: member?.name ?? t('list.nobody'), icon: member && <Avatar person={member} size={18} decorative /> };
    }
    case 'priority': {
      const priority = (group.of ?? 'none') as Priority;
      return { name: t(`ui.priority_${priority}`), icon: <PriorityIcon priority={priority} /> };
    }
    case 'label': {
      const label = around.labels.find((one) => one.id === group.of);
      return { name: label?.name ?? t('list.no_label'), icon: label && <Dot color={label.color} size={10} /> };
    }
    case 'none':
      return { name: t('list.all_tasks') };
  }
}

/** What a task that is added to a group has from the start. */
function startOf(group: Group): { columnId?: string; assignees?: string[]; labels?: string[]; priority?: Priority } {
  if (group.of === null) return {};
  if (group.kind === 'status') return { columnId: group.of };
  if (group.kind === 'assignee') return { assignees: [group.of] };
  if (group.kind === 'label') return { labels: [group.of] };
  if (group.kind === 'priority') return { priority: group.of as Priority };
  return {};
}
