import { ArchiveRestore, Folders, Lock, Plus } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { pagePath, projectPath } from '../../app/paths';
import { useSlug } from '../../app/shell/slug';
import { useTitle } from '../../app/useTitle';
import { t } from '../../i18n';
import { archiveProject, useArchivedProjects, useCan, useProjects } from '../../models/project';
import type { Project } from '../../models/project';
import { useBoard } from '../../models/task';
import { useMyMembership } from '../../models/workspace';
import { keysOf } from '../../shortcuts/catalogue';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { Kbd } from '../../ui/Kbd';
import { Page, PageBody, PageHeader } from '../../ui/Page';
import { ProjectIcon } from '../../ui/ProjectIcon';
import { ListRow, SettingsGroup } from '../../ui/Settings';
import { showToast } from '../../ui/toasts';
import styles from './NewProject.module.css';

/** Every project of a workspace. */
export function Projects() {
  const slug = useSlug();
  const [, navigate] = useLocation();
  const projects = useProjects();
  const archived = useArchivedProjects();
  const me = useMyMembership();
  useTitle(t('shell.projects'));
  const mayCreate = me !== undefined && me.role !== 'guest';
  function create(): void {
    navigate(pagePath(slug, 'new-project'));
  }
  return (
    <Page>
      <PageHeader
        title={t('shell.projects')}
        actions={
          mayCreate && (
            <Button size="sm" icon={<Plus aria-hidden="true" />} onClick={create}>
              {t('project.new')}
            </Button>
          )
        }
      />
      <PageBody className={styles.body}>
        {projects.length === 0 ? (
          <EmptyState
            icon={<Folders />}
            title={t('project.projects_empty')}
            text={t('project.projects_empty_text')}
            action={
              mayCreate && (
                <Button variant="primary" onClick={create} trailing={<Kbd keys={keysOf('app.new_project')} />}>
                  {t('project.new')}
                </Button>
              )
            }
          />
        ) : (
          <ul className={styles.grid}>
            {projects.map((project) => (
              <li key={project.id}>
                <ProjectCard project={project} slug={slug} />
              </li>
            ))}
          </ul>
        )}
        {archived.length > 0 && (
          <>
            <h2 className={styles.section}>{t('project.archived_title')}</h2>
            <SettingsGroup>
              <ul>
                {archived.map((project) => (
                  <Archived key={project.id} project={project} slug={slug} />
                ))}
              </ul>
            </SettingsGroup>
          </>
        )}
      </PageBody>
    </Page>
  );
}

function ProjectCard({ project, slug }: { project: Project; slug: string }) {
  const board = useBoard(project.id);
  const open = countOpen(board);
  return (
    <Link href={projectPath(slug, project.key)} className={styles.card}>
      <span className={styles.cardTop}>
        <ProjectIcon project={project} size={24} />
        <span className={styles.cardName}>{project.name}</span>
        <span className={styles.cardKey}>{project.key}</span>
      </span>
      {project.description && <span className={styles.cardText}>{project.description}</span>}
      <span className={styles.cardFoot}>
        {t('project.open_tasks', { count: open })}
        {project.visibility === 'private' && <Lock size={12} role="img" aria-label={t('project.private')} />}
      </span>
    </Link>
  );
}

function Archived({ project, slug }: { project: Project; slug: string }) {
  const can = useCan(project.id);
  return (
    <ListRow
      picture={<ProjectIcon project={project} size={20} />}
      title={<Link href={projectPath(slug, project.key)}>{project.name}</Link>}
      text={project.key}
      actions={
        can.administer && (
          <Button
            size="sm"
            icon={<ArchiveRestore aria-hidden="true" />}
            onClick={() => {
              archiveProject(project.id, false).done.catch(() => undefined);
              showToast(t('project.unarchived', { name: project.name }));
            }}
          >
            {t('project.unarchive')}
          </Button>
        )
      }
    />
  );
}

function countOpen(board: ReturnType<typeof useBoard>): number {
  return board.columns
    .filter((column) => column.category !== 'done' && column.category !== 'cancelled')
    .reduce((sum, column) => sum + (board.tasks.get(column.id)?.length ?? 0), 0);
}
