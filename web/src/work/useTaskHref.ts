// Where the tasks that a text names are.
import { useCallback, useMemo } from 'react';
import { taskPath } from '../app/paths';
import { useSlug } from '../app/shell/slug';
import { useArchivedProjects, useProjects } from '../models/project';
import { readTask } from '../models/task';
import { taskRef } from './place';

/** Gives the address of a task by its key or its id. A key of no project, such as UTF-8, is none. */
export function useTaskHref(): (ref: string) => string | undefined {
  const slug = useSlug();
  const projects = useProjects();
  const archived = useArchivedProjects();
  const keys = useMemo(() => new Set([...projects, ...archived].map((project) => project.key)), [projects, archived]);
  return useCallback(
    (ref) => {
      const key = /^([A-Z][A-Z0-9]*)-\d+$/.exec(ref)?.[1];
      if (key !== undefined) return keys.has(key) ? taskPath(slug, ref) : undefined;
      const task = readTask(ref);
      return taskPath(slug, task ? taskRef(task) : ref);
    },
    [slug, keys],
  );
}
