import { useMemo } from 'react';
import { todayDate } from '../../i18n/format';
import { useColumnTaskIds } from '../../models/task';
import { useRows } from '../../models/store';
import type { TaskFilter } from '../../work/filter';
import { isFiltering, taskMatcher } from '../../work/filter';

/** A column's cards under a filter. Without one, changes inside of cards do not concern the column. */
export function useColumnCards(column: string, filter: TaskFilter): { ids: readonly string[]; total: number } {
  const filtering = isFiltering(filter);
  const all = useColumnTaskIds(column);
  const rows = useRows('task', 'tasksOfColumn', filtering ? column : null);
  const ids = useMemo(() => {
    if (!filtering) return all;
    return rows.filter(taskMatcher(filter, todayDate())).map((task) => task.id);
  }, [filtering, filter, all, rows]);
  return { ids, total: all.length };
}
