import { Kanban } from 'lucide-react';
import { useParams } from 'wouter';
import { t } from '../../i18n';
import { useColumns } from '../../models/column';
import { useCan } from '../../models/project';
import { useProjectTaskIds } from '../../models/task';
import { runShortcut } from '../../shortcuts/bind';
import { keysOf } from '../../shortcuts/catalogue';
import { Button } from '../../ui/Button';
import { EmptyState } from '../../ui/EmptyState';
import { Kbd } from '../../ui/Kbd';
import { Completions } from '../../work/Completions';
import { FilterBar } from '../../work/FilterBar';
import { Peek } from '../../work/Peek';
import { ProjectHeader } from '../../work/ProjectHeader';
import { ProjectMissing } from '../../work/ProjectMissing';
import { useProjectScreen } from '../../work/useProjectScreen';
import styles from '../../work/ProjectScreen.module.css';
import { Board } from './Board';

/** A project as a board. */
export function BoardScreen() {
  const { project: key = '' } = useParams<{ project: string }>();
  const { project, filter, setFilter, filtering, bar, search, onFilter } = useProjectScreen(key, t('board.board'));
  if (!project) return <ProjectMissing />;
  return (
    <div className={styles.screen}>
      <div className={styles.view}>
        <ProjectHeader project={project} view="board" filtering={filtering} filterShown={bar} onFilter={onFilter} />
        {bar && <FilterBar projectId={project.id} filter={filter} onChange={setFilter} searchRef={search} />}
        {project.archived_at !== null && <p className={styles.notice}>{t('task.project_archived')}</p>}
        <FirstTask projectId={project.id} />
        <Board key={project.id} project={project} filter={filter} />
        <Completions projectId={project.id} />
      </div>
      <Peek />
    </div>
  );
}

/** Stands over the columns of a project in which nothing is yet. */
function FirstTask({ projectId }: { projectId: string }) {
  const empty = useProjectTaskIds(projectId).length === 0;
  const columns = useColumns(projectId);
  const can = useCan(projectId);
  if (!empty || columns.length === 0 || !can.edit) return null;
  return (
    <div className={styles.first}>
      <EmptyState
        icon={<Kanban />}
        title={t('board.empty_title')}
        text={t('board.empty_text')}
        action={
          <Button variant="primary" trailing={<Kbd keys={keysOf('app.new_task')} />} onClick={() => runShortcut('app.new_task')}>
            {t('board.add_task')}
          </Button>
        }
      />
    </div>
  );
}
