import { readColumns } from '../../models/column';
import { readTask } from '../../models/task';
import { moveTask } from '../../models/task-verbs';
import { celebrate, findTaskElement, markCelebrated } from '../../work/celebrate';

/** Puts a card beside another one; dropped into a done column it is completed, which is worth confetti. */
export function placeCard(id: string, column: string, beside: { beforeId?: string; afterId?: string }): void {
  const task = readTask(id);
  if (!task) return;
  const done = readColumns(task.project_id).find((one) => one.id === column)?.category === 'done';
  const completes = done && task.completed_at === null;
  if (completes) markCelebrated(id);
  moveTask(id, { columnId: column, ...beside });
  if (completes) {
    requestAnimationFrame(() => {
      const element = findTaskElement(id);
      if (element) void celebrate(element);
    });
  }
}
