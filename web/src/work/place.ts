// Which task the address names, and the one that is open beside the view.
import { useCallback } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Task } from '../api/types';

/** How an address names a task: by its key, by its id until the server has numbered it. */
export function taskRef(task: Pick<Task, 'id' | 'key'>): string {
  return task.key === '' ? task.id : task.key;
}

/** The task that is open beside the view (?peek=WEB-42), and how to open another one or none. */
export function usePeek(): [peek: string | null, setPeek: (ref: string | null) => void] {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const peek = new URLSearchParams(search).get('peek');
  const setPeek = useCallback(
    (ref: string | null) => {
      const query = new URLSearchParams(window.location.search);
      const before = query.get('peek');
      if (before === ref) return;
      if (ref === null) query.delete('peek');
      else query.set('peek', ref);
      // Going through tasks in the side view is one step back, not many.
      navigate(query.size > 0 ? `${path}?${query}` : path, { replace: before !== null });
    },
    [navigate, path],
  );
  return [peek, setPeek];
}
