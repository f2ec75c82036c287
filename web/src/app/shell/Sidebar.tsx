import { useState } from 'react';
import {
  ChevronRight,
  CircleHelp,
  CircleUserRound,
  Folders,
  Link2,
  Lock,
  MoreHorizontal,
  PanelLeftClose,
  Plus,
  Search,
  Settings,
  SquarePen,
  Star,
  StarOff,
  UserRoundPlus,
} from 'lucide-react';
import { useLocation } from 'wouter';
import type { ReactNode } from 'react';
import { t } from '../../i18n';
import { toggleFavourite, useFavouriteProjects, useIsFavourite, useProjects, useMayCreateTasks } from '../../models/project';
import type { Project } from '../../models/project';
import { useMyMembership } from '../../models/workspace';
import { runShortcut } from '../../shortcuts/bind';
import { keysOf } from '../../shortcuts/catalogue';
import { IconButton } from '../../ui/IconButton';
import { Menu, MenuItem, MenuSeparator } from '../../ui/Menu';
import { ProjectIcon } from '../../ui/ProjectIcon';
import { showToast } from '../../ui/toasts';
import { pagePath, projectPath } from '../paths';
import { NavLink } from './NavLink';
import styles from './Sidebar.module.css';
import { useSlug } from './slug';
import { SyncLine } from './SyncLine';
import { WorkspaceMenu } from './WorkspaceMenu';

/** The way around a workspace. */
export function Sidebar({ onCollapse }: { onCollapse: () => void }) {
  const slug = useSlug();
  const membership = useMyMembership();
  const projects = useProjects();
  const favourites = useFavouriteProjects();
  const canInvite = membership?.role === 'owner' || membership?.role === 'admin';
  const canWrite = useMayCreateTasks();
  const isGuest = membership?.role === 'guest';
  return (
    <nav className={styles.sidebar} aria-label={t('shell.navigation')}>
      <div className={styles.top}>
        <WorkspaceMenu />
        <IconButton
          label={t('shell.search')}
          keys={keysOf('app.palette')}
          icon={<Search aria-hidden="true" />}
          onClick={() => runShortcut('app.palette')}
        />
        {canWrite && (
          <IconButton
            label={t('shell.new_task')}
            keys={keysOf('app.new_task')}
            variant="outline"
            icon={<SquarePen aria-hidden="true" />}
            onClick={() => runShortcut('app.new_task')}
          />
        )}
      </div>
      <div className={styles.scroll}>
        <div className={styles.group}>
          <NavLink
            href={pagePath(slug, 'my-tasks')}
            icon={<CircleUserRound aria-hidden="true" />}
            keys={keysOf('go.my_tasks')}
          >
            {t('shell.my_tasks')}
          </NavLink>
          <NavLink href={pagePath(slug, 'projects')} icon={<Folders aria-hidden="true" />} keys={keysOf('go.projects')}>
            {t('shell.all_projects')}
          </NavLink>
        </div>
        {favourites.length > 0 && (
          <Section id="favourites" title={t('shell.favourites')}>
            {favourites.map((project) => (
              <ProjectRow key={project.id} project={project} />
            ))}
          </Section>
        )}
        <Section
          id="projects"
          title={t('shell.projects')}
          action={
            !isGuest && (
              <IconButton
                label={t('shell.new_project')}
                keys={keysOf('app.new_project')}
                size="sm"
                icon={<Plus aria-hidden="true" />}
                onClick={() => runShortcut('app.new_project')}
              />
            )
          }
        >
          {projects.length === 0 && <p className={styles.none}>{t('shell.no_projects')}</p>}
          {projects.map((project) => (
            <ProjectRow key={project.id} project={project} />
          ))}
        </Section>
      </div>
      <div className={styles.bottom}>
        {canInvite && (
          <NavLink href={pagePath(slug, 'members')} icon={<UserRoundPlus aria-hidden="true" />}>
            {t('shell.invite_people')}
          </NavLink>
        )}
        <div className={styles.footer}>
          <SyncLine />
          <IconButton
            label={t('shell.shortcuts')}
            keys={keysOf('app.shortcuts')}
            size="sm"
            icon={<CircleHelp aria-hidden="true" />}
            onClick={() => runShortcut('app.shortcuts')}
          />
          <IconButton
            label={t('shell.hide_sidebar')}
            keys={keysOf('app.sidebar')}
            size="sm"
            className={styles.collapse}
            icon={<PanelLeftClose aria-hidden="true" />}
            onClick={onCollapse}
          />
        </div>
      </div>
    </nav>
  );
}

function Section({
  id,
  title,
  action,
  children,
}: {
  id: string;
  title: string;
  action?: ReactNode;
  children: ReactNode;
}) {
  const key = `taskflow.section.${id}`;
  const [closed, setClosed] = useState(() => localStorage.getItem(key) === 'closed');
  function toggle(): void {
    localStorage.setItem(key, closed ? 'open' : 'closed');
    setClosed(!closed);
  }
  return (
    <section className={styles.section} aria-label={title}>
      <div className={styles.heading}>
        <button type="button" className={styles.fold} aria-expanded={!closed} onClick={toggle}>
          {title}
          <ChevronRight aria-hidden="true" data-open={closed ? undefined : ''} />
        </button>
        {action}
      </div>
      {!closed && <div className={styles.group}>{children}</div>}
    </section>
  );
}

function ProjectRow({ project }: { project: Project }) {
  const slug = useSlug();
  const [, navigate] = useLocation();
  const favourite = useIsFavourite(project.id);
  const board = projectPath(slug, project.key);
  function copyLink(): void {
    void navigator.clipboard.writeText(location.origin + board).then(() => showToast(t('shell.link_copied')));
  }
  return (
    <NavLink
      href={board}
      within={`/${slug}/project/${project.key}`}
      icon={<ProjectIcon project={project} />}
      aside={
        <Menu
          trigger={
            <IconButton
              label={t('shell.project_menu', { name: project.name })}
              quiet
              size="sm"
              className={styles.more}
              icon={<MoreHorizontal aria-hidden="true" />}
            />
          }
        >
          <MenuItem icon={favourite ? <StarOff /> : <Star />} onSelect={() => void toggleFavourite(project.id)}>
            {t(favourite ? 'shell.remove_from_favourites' : 'shell.add_to_favourites')}
          </MenuItem>
          <MenuItem icon={<Link2 />} onSelect={copyLink}>
            {t('shell.copy_project_link')}
          </MenuItem>
          <MenuSeparator />
          <MenuItem icon={<Settings />} onSelect={() => navigate(projectPath(slug, project.key, 'settings'))}>
            {t('shell.project_settings')}
          </MenuItem>
        </Menu>
      }
    >
      {project.name}
      {project.visibility === 'private' && <Lock className={styles.lock} aria-label={t('shell.private_project')} />}
    </NavLink>
  );
}
