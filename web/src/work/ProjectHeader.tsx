import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import { Kanban, Link, ListFilter, MoreHorizontal, Rows3, Settings, Star } from 'lucide-react';
import { projectPath } from '../app/paths';
import { useSlug } from '../app/shell/slug';
import { t } from '../i18n';
import { usePresence } from '../models/presence';
import type { Project } from '../models/project';
import { toggleFavourite, useIsFavourite } from '../models/project';
import { useShortcuts } from '../shortcuts/bind';
import { keysOf } from '../shortcuts/catalogue';
import { IconButton } from '../ui/IconButton';
import { Menu, MenuItem } from '../ui/Menu';
import { PageHeader } from '../ui/Page';
import { ProjectIcon } from '../ui/ProjectIcon';
import { Segmented } from '../ui/Tabs';
import { showToast } from '../ui/toasts';
import { Presence } from './chips';
import styles from './ProjectHeader.module.css';

/** Properties of a ProjectHeader. */
export type ProjectHeaderProps = {
  project: Project;
  view: 'board' | 'list';
  filtering: boolean;
  filterShown: boolean;
  onFilter: () => void;
  /** What only this view offers: the list's display options. */
  children?: ReactNode;
};

/** The bar over a board or a list. */
export function ProjectHeader({ project, view, filtering, filterShown, onFilter, children }: ProjectHeaderProps) {
  const slug = useSlug();
  const [, navigate] = useLocation();
  const favourite = useIsFavourite(project.id);
  const others = usePresence({ projectId: project.id });

  function show(next: string): void {
    navigate(projectPath(slug, project.key, next === 'list' ? 'list' : 'board') + window.location.search);
  }
  useShortcuts({
    'list.filter': onFilter,
    'list.view': () => show(view === 'board' ? 'list' : 'board'),
    'go.board': () => show('board'),
    'go.list': () => show('list'),
  });

  return (
    <PageHeader
      icon={<ProjectIcon project={project} />}
      title={project.name}
      actions={
        <>
          <Presence ids={others.map((present) => present.member_id)} />
          {children}
          <IconButton
            label={t('task.filter')}
            keys={keysOf('list.filter')}
            icon={<ListFilter aria-hidden="true" />}
            aria-pressed={filterShown}
            className={filtering ? styles.filtering : undefined}
            onClick={onFilter}
          />
          <span className={styles.views}>
            <Segmented
              label={t('task.view')}
              value={view}
              onChange={show}
              options={[
                { id: 'board', label: t('board.board'), icon: <Kanban aria-hidden="true" /> },
                { id: 'list', label: t('list.list'), icon: <Rows3 aria-hidden="true" /> },
              ]}
            />
          </span>
        </>
      }
    >
      <IconButton
        size="sm"
        className={styles.favourite}
        label={t(favourite ? 'task.unfavourite' : 'task.favourite')}
        aria-pressed={favourite}
        icon={<Star aria-hidden="true" className={favourite ? styles.star : undefined} />}
        onClick={() => toggleFavourite(project.id)}
      />
      <Menu trigger={<IconButton size="sm" quiet label={t('task.project_menu')} icon={<MoreHorizontal aria-hidden="true" />} />}>
        <MenuItem icon={<Star aria-hidden="true" />} onSelect={() => toggleFavourite(project.id)}>
          {t(favourite ? 'task.unfavourite' : 'task.favourite')}
        </MenuItem>
        <MenuItem icon={<Settings aria-hidden="true" />} href={projectPath(slug, project.key, 'settings')}>
          {t('task.project_settings')}
        </MenuItem>
        <MenuItem
          icon={<Link aria-hidden="true" />}
          onSelect={() => void navigator.clipboard?.writeText(new URL(projectPath(slug, project.key), location.origin).href).then(() => showToast(t('task.link_copied'), { tone: 'success' }))}
        >
          {t('task.copy_project_link')}
        </MenuItem>
      </Menu>
    </PageHeader>
  );
}
