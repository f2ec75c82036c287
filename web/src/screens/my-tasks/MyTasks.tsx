import { useCallback, useMemo, useState } from 'react';
import { CircleCheck, CircleUserRound, PartyPopper } from 'lucide-react';
import { useLocation } from 'wouter';
import { pagePath } from '../../app/paths';
import { useSlug } from '../../app/shell/slug';
import { useTitle } from '../../app/useTitle';
import { t } from '../../i18n';
import type { MyTaskGroups } from '../../models/my-tasks';
import { useMyTasks } from '../../models/my-tasks';
import { useAnnounce } from '../../models/presence';
import { projectRole, readProject, useProjects, useWritableProjects } from '../../models/project';
import { engine } from '../../models/store';
import { useMyMembership } from '../../models/workspace';
import { openQuickAdd } from '../../quickadd/ask';
import { keysOf } from '../../shortcuts/catalogue';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { Kbd } from '../../ui/Kbd';
import { PageHeader } from '../../ui/Page';
import { Peek } from '../../work/Peek';
import projectStyles from '../../work/ProjectScreen.module.css';
import { TaskRows } from '../../work/TaskRows';
import type { Section } from '../../work/TaskRows';

const order: readonly (keyof MyTaskGroups)[] = ['overdue', 'today', 'upcoming', 'no_date', 'completed'];

/** Everything that is mine, from all projects, in the order in which it presses. */
export function MyTasks() {
  const groups = useMyTasks();
  const projects = useProjects();
  const writable = useWritableProjects();
  const me = useMyMembership();
  const slug = useSlug();
  const [, navigate] = useLocation();
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set(['completed']));
  useTitle(t('my_tasks.title'));
  useAnnounce({});

  const sections = useMemo(
    () =>
      order
        .filter((key) => groups[key].length > 0)
        .map((key): Section => ({
          key,
          name: t(`my_tasks.${key}`),
          ids: groups[key].map((task) => task.id),
          ...(key === 'overdue' ? { tone: 'danger' as const } : {}),
        })),
    [groups],
  );
  const canEdit = useCallback(
    (id: string) => {
      const project = readProject(id);
      if (!project || !me || project.archived_at !== null) return false;
      const role = projectRole(project, me, engine().pool.get('project_member', `${id}:${me.member_id}`));
      return role === 'editor' || role === 'admin';
    },
    // A role can change with a project; the list of them is new when one does.
    // oxlint-disable-next-line react/exhaustive-deps
    [me, projects],
  );
  const collapse = useCallback((key: string) => {
    setCollapsed((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }, []);

  const open = groups.overdue.length + groups.today.length + groups.upcoming.length + groups.no_date.length;
  const done = groups.completed.length;
  return (
    <div className={projectStyles.screen}>
      <div className={projectStyles.view}>
        <PageHeader icon={<CircleUserRound aria-hidden="true" />} title={t('my_tasks.title')} />
        {open === 0 && (
          <EmptyState
            icon={done > 0 ? <PartyPopper /> : <CircleCheck />}
            title={t(done > 0 ? 'my_tasks.all_done_title' : 'my_tasks.empty_title')}
            text={t(done > 0 ? 'my_tasks.all_done_text' : projects.length > 0 ? 'my_tasks.empty_text' : 'my_tasks.empty_alone')}
            action={
              me &&
              (writable.length > 0 ? (
                <Button variant="primary" trailing={<Kbd keys={keysOf('app.new_task')} />} onClick={() => openQuickAdd({ assignees: [me.member_id] })}>
                  {t('board.add_task')}
                </Button>
              ) : (
                projects.length > 0 && (
                  <Button variant="primary" onClick={() => navigate(pagePath(slug, 'projects'))}>
                    {t('my_tasks.see_projects')}
                  </Button>
                )
              ))
            }
          />
        )}
        {sections.length > 0 && (
          <TaskRows label={t('my_tasks.title')} sections={sections} showProject canEdit={canEdit} collapsed={collapsed} onCollapse={collapse} />
        )}
      </div>
      <Peek />
    </div>
  );
}
