import { useParams } from 'wouter';
import { useTaskByKey } from '../../models/task';
import { Completions } from '../../work/Completions';
import { TaskView } from './TaskView';

/** A task on a page of its own. */
export function TaskScreen() {
  const { task: key = '' } = useParams<{ task: string }>();
  const { task } = useTaskByKey(key);
  return (
    <>
      <TaskView key={task?.id ?? key} taskKey={key} place="page" />
      {task && <Completions projectId={task.project_id} />}
    </>
  );
}
