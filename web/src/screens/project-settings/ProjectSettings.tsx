import { ArrowLeft } from 'lucide-react';
import { useLocation, useParams } from 'wouter';
import { projectPath } from '../../app/paths';
import { useSlug } from '../../app/shell/slug';
import { useTitle } from '../../app/useTitle';
import { t } from '../../i18n';
import { useCan, useProject } from '../../models/project';
import { Notice } from '../../ui/AuthLayout';
import { IconButton } from '../../ui/IconButton';
import { Page, PageBody, PageHeader } from '../../ui/Page';
import { ProjectIcon } from '../../ui/ProjectIcon';
import { TabPanel, Tabs } from '../../ui/Tabs';
import { NotFound } from '../not-found/NotFound';
import { Columns } from './Columns';
import { General } from './General';
import { People } from './People';
import styles from './ProjectSettings.module.css';

/** How a project is set up. */
export function ProjectSettings() {
  const slug = useSlug();
  const { project: key = '', section = 'general' } = useParams<{ project: string; section?: string }>();
  const [, navigate] = useLocation();
  const project = useProject(key);
  const can = useCan(project?.id);
  useTitle(project && t('project.settings', { name: project.name }));
  if (!project) return <NotFound />;
  const base = projectPath(slug, project.key, 'settings');
  return (
    <Page>
      <PageHeader
        icon={
          <IconButton
            label={t('project.back_to_board')}
            icon={<ArrowLeft aria-hidden="true" />}
            onClick={() => navigate(projectPath(slug, project.key))}
          />
        }
        title={
          <span className={styles.title}>
            <ProjectIcon project={project} />
            {t('project.settings', { name: project.name })}
          </span>
        }
      />
      <PageBody narrow>
        <Tabs
          label={t('shell.project_settings')}
          value={section}
          tabs={[
            { id: 'general', label: t('project.tab_general') },
            { id: 'columns', label: t('project.tab_columns') },
            { id: 'people', label: t('project.tab_members') },
          ]}
          onChange={(id) => navigate(`${base}/${id}`, { replace: true })}
        >
          <div className={styles.panel}>
            {!can.administer && <Notice>{t('project.read_only')}</Notice>}
            <TabPanel id="general">
              <General project={project} administers={can.administer} />
            </TabPanel>
            <TabPanel id="columns">
              <Columns project={project} administers={can.administer} />
            </TabPanel>
            <TabPanel id="people">
              <People project={project} administers={can.administer} />
            </TabPanel>
          </div>
        </Tabs>
      </PageBody>
    </Page>
  );
}
