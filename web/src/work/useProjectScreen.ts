import { useEffect, useRef, useState } from 'react';
import { useTitle } from '../app/useTitle';
import { useAnnounce } from '../models/presence';
import { useProject } from '../models/project';
import { isFiltering } from './filter';
import { useFilter } from './useFilter';

/** What board and list have in common: the project, its filter and its bar, and that others see me here. */
export function useProjectScreen(projectKey: string, viewName: string) {
  const project = useProject(projectKey);
  const [filter, setFilter] = useFilter();
  const filtering = isFiltering(filter);
  const [bar, setBar] = useState(filtering);
  const search = useRef<HTMLInputElement>(null);
  const wanted = useRef(false);
  useTitle(project && `${project.name} · ${viewName}`);
  useAnnounce({ projectId: project?.id ?? null });
  useEffect(() => {
    if (bar && wanted.current) search.current?.focus();
    wanted.current = false;
  }, [bar]);

  /** Opens the bar and goes into it; closes it when it is open and asks for nothing. */
  function onFilter(): void {
    if (bar && !filtering) setBar(false);
    else if (bar) search.current?.focus();
    else {
      wanted.current = true;
      setBar(true);
    }
  }
  return { project, filter, setFilter, filtering, bar: bar || filtering, search, onFilter };
}
