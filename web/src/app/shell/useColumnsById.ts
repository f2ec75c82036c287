import { useMemo } from 'react';
import { readColumns } from '../../models/column';
import type { Column } from '../../models/column';
import { useProjects } from '../../models/project';

/** Every column of my projects by id, as it is when the caller is shown. */
export function useColumnsById(): ReadonlyMap<string, Column> {
  const projects = useProjects();
  return useMemo(
    () => new Map(projects.flatMap((project) => readColumns(project.id).map((column) => [column.id, column]))),
    [projects],
  );
}
