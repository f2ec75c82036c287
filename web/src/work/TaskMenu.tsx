import { Archive, ArrowDownToLine, ArrowUpToLine, CalendarDays, CalendarPlus, CircleCheck, CircleDot, CornerLeftUp, Folder, Gauge, Hash, Link, PanelRight, Pencil, Square, Tag, Trash2, UserPlus, UserRound } from 'lucide-react';
import { taskPath } from '../app/paths';
import { useSlug } from '../app/shell/slug';
import { t } from '../i18n';
import { useColumns } from '../models/column';
import { useCan } from '../models/project';
import { archiveTask } from '../models/task-verbs';
import { useMyMembership } from '../models/workspace';
import { useColumnTaskIds, useTask } from '../models/task';
import { keysOf } from '../shortcuts/catalogue';
import { MenuItem, MenuSeparator, Submenu } from '../ui/Menu';
import { PriorityIcon, priorities } from '../ui/PriorityIcon';
import { StatusIcon } from '../ui/StatusIcon';
import { archiveTasks, copyTaskKey, copyTaskLink, deleteTasks, moveToColumn, prioritise, toggleComplete, toggleMine } from './acts';
import type { PickerName } from './TaskCommands';
import { taskRef, usePeek } from './place';

/** Properties of TaskMenuItems. */
export type TaskMenuItemsProps = {
  id: string;
  /** Opens a picker at the place of the menu; it says how. */
  onPick: (name: PickerName) => void;
  onRename?: (() => void) | undefined;
  /** On the task's own page there is nothing to open. */
  isOpen?: boolean;
};

/** Everything that can be done with a task, with the keys that do the same. */
export function TaskMenuItems({ id, onPick, onRename, isOpen = false }: TaskMenuItemsProps) {
  const task = useTask(id);
  const can = useCan(task?.project_id);
  const me = useMyMembership()?.member_id;
  const slug = useSlug();
  const [, setPeek] = usePeek();
  const here = useColumnTaskIds(task?.column_id);
  if (!task) return null;
  const closed = task.closed_at !== null;
  const mine = me !== undefined && task.assignees.includes(me);
  
  return (
    <>
      {!isOpen && (
        <>
          <MenuItem icon={<PanelRight aria-hidden="true" />} keys={keysOf('list.open')} onSelect={() => setPeek(taskRef(task))}>
            {t('task.open_peek')}
          </MenuItem>
          <MenuItem icon={<Square aria-hidden="true" />} href={taskPath(slug, taskRef(task))}>
            {t('task.open_page')}
          </MenuItem>
          <MenuSeparator />
        </>
      )}
      {can.edit && (
        <>
          <MenuItem icon={<CircleCheck aria-hidden="true" />} keys={keysOf('task.complete')} onSelect={() => toggleComplete([id])}>
            {t(closed ? 'task.reopen' : 'task.complete')}
          </MenuItem>
          <Submenu icon={<CircleDot aria-hidden="true" />} label={t('task.move_to_menu')} keys={keysOf('task.move')}>
            <MoveItems id={id} project={task.project_id} column={task.column_id} first={here[0]} />
          </Submenu>
          <Submenu icon={<PriorityIcon priority="high" />} label={t('task.priority')} keys={keysOf('task.priority')}>
            {priorities.map((priority) => (
              <MenuItem key={priority} icon={<PriorityIcon priority={priority} />} selected={task.priority === priority} onSelect={() => prioritise([id], priority)}>
                {t(`ui.priority_${priority}`)}
              </MenuItem>
            ))}
          </Submenu>
          <MenuItem icon={<UserPlus aria-hidden="true" />} keys={keysOf('task.assign')} onSelect={() => onPick('assignees')}>
            {t('task.set_assignees')}
          </MenuItem>
          {me !== undefined && (
            <MenuItem icon={<UserRound aria-hidden="true" />} keys={keysOf('task.assign_me')} onSelect={() => toggleMine([id], me)}>
              {t(mine ? 'task.unassign_me' : 'task.assign_me')}
            </MenuItem>
          )}
          <MenuItem icon={<Tag aria-hidden="true" />} keys={keysOf('task.label')} onSelect={() => onPick('labels')}>
            {t('task.set_labels')}
          </MenuItem>
          <MenuItem icon={<CalendarDays aria-hidden="true" />} keys={keysOf('task.due')} onSelect={() => onPick('due')}>
            {t('task.set_due')}
          </MenuItem>
          {isOpen && (
            <>
              <MenuItem icon={<CalendarPlus aria-hidden="true" />} onSelect={() => onPick('start')}>
                {t('task.set_start')}
              </MenuItem>
              <MenuItem icon={<Gauge aria-hidden="true" />} onSelect={() => onPick('estimate')}>
                {t('task.set_estimate')}
              </MenuItem>
            </>
          )}
          {onRename && (
            <MenuItem icon={<Pencil aria-hidden="true" />} keys={keysOf('task.rename')} onSelect={onRename}>
              {t('task.edit_title')}
            </MenuItem>
          )}
          <MenuSeparator />
          <MenuItem icon={<CornerLeftUp aria-hidden="true" />} onSelect={() => onPick('parent')}>
            {t('task.set_parent')}
          </MenuItem>
          <MenuItem icon={<Folder aria-hidden="true" />} onSelect={() => onPick('project')}>
            {t('task.move_project')}
          </MenuItem>
          <MenuSeparator />
        </>
      )}
      <MenuItem icon={<Link aria-hidden="true" />} keys={keysOf('task.copy_link')} onSelect={() => copyTaskLink(task, slug)}>
        {t('task.copy_link')}
      </MenuItem>
      {task.key !== '' && (
        <MenuItem icon={<Hash aria-hidden="true" />} onSelect={() => copyTaskKey(task)}>
          {t('task.copy_key')}
        </MenuItem>
      )}
      {can.edit && (
        <>
          <MenuSeparator />
          {task.archived_at === null ? (
            <MenuItem icon={<Archive aria-hidden="true" />} keys={keysOf('task.archive')} onSelect={() => archiveTasks([id])}>
              {t('task.archive')}
            </MenuItem>
          ) : (
            <MenuItem icon={<Archive aria-hidden="true" />} onSelect={() => archiveTask(id, false)}>
              {t('task.unarchive')}
            </MenuItem>
          )}
          <MenuItem danger icon={<Trash2 aria-hidden="true" />} keys={keysOf('task.delete')} onSelect={() => deleteTasks([id])}>
            {t('task.delete')}
          </MenuItem>
        </>
      )}
    </>
  );
}

function MoveItems({ id, project, column, first }: { id: string; project: string; column: string; first: string | undefined }) {
  const columns = useColumns(project);
  const here = columns.find((one) => one.id === column);
  return (
    <>
      {columns.map((one) => (
        <MenuItem key={one.id} icon={<StatusIcon category={one.category} />} selected={one.id === column} onSelect={() => one.id !== column && moveToColumn([id], one)}>
          {one.name}
        </MenuItem>
      ))}
      {here && (
        <>
          <MenuSeparator />
          <MenuItem icon={<ArrowUpToLine aria-hidden="true" />} disabled={first === id} onSelect={() => moveToColumn([id], here, 'top', first)}>
            {t('task.move_top')}
          </MenuItem>
          <MenuItem icon={<ArrowDownToLine aria-hidden="true" />} onSelect={() => moveToColumn([id], here)}>
            {t('task.move_bottom')}
          </MenuItem>
        </>
      )}
    </>
  );
}
