import { useCallback, useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import { readFilter, writeFilter } from './filter';
import type { TaskFilter } from './filter';

/** The filter in the address. */
export function useFilter(): [filter: TaskFilter, setFilter: (filter: TaskFilter) => void] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  // The peek is in the same query; opening a task must not make another filter.
  const own = useMemo(() => writeFilter(new URLSearchParams(), readFilter(new URLSearchParams(search))).toString(), [search]);
  const filter = useMemo(() => readFilter(new URLSearchParams(own)), [own]);
  const setFilter = useCallback(
    (next: TaskFilter) => {
      const query = writeFilter(new URLSearchParams(window.location.search), next);
      navigate(query.size > 0 ? `${path}?${query}` : path, { replace: true });
    },
    [navigate, path],
  );
  return [filter, setFilter];
}
