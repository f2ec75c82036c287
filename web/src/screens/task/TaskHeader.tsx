import { ChevronRight, Eye, EyeOff, Link2, Maximize2, MoreHorizontal, X } from 'lucide-react';
import { Link } from 'wouter';
import { projectPath, taskPath } from '../../app/paths';
import { useSlug } from '../../app/shell/slug';
import { t } from '../../i18n';
import { usePresence } from '../../models/presence';
import { useProject } from '../../models/project';
import type { Task } from '../../models/task';
import { useTask } from '../../models/task';
import { unwatch, watch } from '../../models/task-verbs';
import { useMyMembership } from '../../models/workspace';
import { keysOf } from '../../shortcuts/catalogue';
import { IconButton } from '../../ui/IconButton';
import { Menu } from '../../ui/Menu';
import { ProjectIcon } from '../../ui/ProjectIcon';
import { copyTaskLink } from '../../work/acts';
import { Presence } from '../../work/chips';
import { taskRef } from '../../work/place';
import type { PickerName } from '../../work/TaskCommands';
import { TaskMenuItems } from '../../work/TaskMenu';
import styles from './TaskHeader.module.css';

/** Properties of a TaskHeader. */
export type TaskHeaderProps = {
  task: Task;
  place: 'page' | 'peek';
  canEdit: boolean;
  onClose: (() => void) | undefined;
  onPick: (name: PickerName) => void;
  onRename: () => void;
};

/** Where a task belongs, who else looks at it, and what can be done with it. */
export function TaskHeader({ task, place, canEdit, onClose, onPick, onRename }: TaskHeaderProps) {
  const slug = useSlug();
  const project = useProject(task.project_id);
  const parent = useTask(task.parent_id);
  const me = useMyMembership()?.member_id;
  const others = usePresence({ taskId: task.id });
  const watching = me !== undefined && task.watchers.includes(me);
  return (
    <header className={styles.header}>
      <nav className={styles.path}>
        {project && (
          <Link href={projectPath(slug, project.key)} className={styles.crumb}>
            <ProjectIcon project={project} />
            <span className={styles.name}>{project.name}</span>
          </Link>
        )}
        {parent && (
          <>
            <ChevronRight aria-hidden="true" className={styles.chevron} />
            <Link href={taskPath(slug, taskRef(parent))} className={styles.crumb} title={parent.title}>
              <span className="visually-hidden">{t('task.subtask_of')} </span>
              {parent.key}
            </Link>
          </>
        )}
        <ChevronRight aria-hidden="true" className={styles.chevron} />
        <span className={styles.key}>{task.key || t('task.new_task')}</span>
      </nav>
      <div className={styles.acts}>
        <Presence ids={others.map((present) => present.member_id)} />
        {me !== undefined && (
          <IconButton
            label={t(watching ? 'task.unwatch' : 'task.watch')}
            aria-pressed={watching}
            icon={watching ? <Eye aria-hidden="true" /> : <EyeOff aria-hidden="true" />}
            onClick={() => (watching ? unwatch(task.id, me) : watch(task.id, me))}
          />
        )}
        <IconButton label={t('task.copy_link')} keys={keysOf('task.copy_link')} icon={<Link2 aria-hidden="true" />} className={styles.wide} onClick={() => copyTaskLink(task, slug)} />
        <Menu align="end" trigger={<IconButton quiet label={t('task.task_menu')} icon={<MoreHorizontal aria-hidden="true" />} />}>
          <TaskMenuItems id={task.id} isOpen onPick={onPick} onRename={canEdit ? onRename : undefined} />
        </Menu>
        {place === 'peek' && (
          <Link href={taskPath(slug, taskRef(task))} aria-label={t('task.expand_peek')} title={t('task.expand_peek')} className={styles.expand}>
            <Maximize2 aria-hidden="true" />
          </Link>
        )}
        {onClose && <IconButton label={t('task.close_peek')} keys="escape" icon={<X aria-hidden="true" />} onClick={onClose} />}
      </div>
    </header>
  );
}
