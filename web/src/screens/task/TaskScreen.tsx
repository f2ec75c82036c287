import { useEffect } from 'react';
import { useLocation, useParams } from 'wouter';
import { taskPath } from '../../app/paths';
import { useSlug } from '../../app/shell/slug';
import { useTaskByKey } from '../../models/task';
import { Completions } from '../../work/Completions';
import { TaskView } from './TaskView';

/** A task on a page of its own. */
export function TaskScreen() {
  const { task: key = '' } = useParams<{ task: string }>();
  const { task } = useTaskByKey(key);
  const slug = useSlug();
  const [, navigate] = useLocation();
  // A link by id, by an older key or in small letters: the address says the key of today.
  const today = task?.key;
  useEffect(() => {
    if (today && today !== key) navigate(taskPath(slug, today), { replace: true });
  }, [today, key, slug, navigate]);
  return (
    <>
      <TaskView key={task?.id ?? key} taskKey={key} place="page" />
      {task && <Completions projectId={task.project_id} />}
    </>
  );
}
