import { useCallback, useMemo, useState } from 'react';
import { groupings, sortings } from './grouping';
import type { Grouping, Sorting } from './grouping';

/** How a list is shown; remembered per project in this browser. */
export type Display = { grouping: Grouping; sorting: Sorting; closed: boolean };

const usual: Display = { grouping: 'status', sorting: 'rank', closed: false };

function keyOf(project: string): string {
  return `taskflow.list.${project}`;
}

function readDisplay(project: string | undefined): Display {
  if (project === undefined) return usual;
  try {
    const kept = JSON.parse(localStorage.getItem(keyOf(project)) ?? '{}') as Partial<Display>;
    return {
      grouping: groupings.find((one) => one === kept.grouping) ?? usual.grouping,
      sorting: sortings.find((one) => one === kept.sorting) ?? usual.sorting,
      closed: kept.closed === true,
    };
  } catch {
    return usual;
  }
}

/** The display of a project's list, and how to change it. */
export function useDisplay(project: string | undefined): [Display, (display: Display) => void] {
  const [kept, setKept] = useState<{ project: string | undefined; display: Display }>({ project: undefined, display: usual });
  const stored = useMemo(() => readDisplay(project), [project]);
  const change = useCallback(
    (next: Display) => {
      setKept({ project, display: next });
      try {
        if (project !== undefined) localStorage.setItem(keyOf(project), JSON.stringify(next));
      } catch {
        // The choice then lasts as long as the page.
      }
    },
    [project],
  );
  return [kept.project === project ? kept.display : stored, change];
}
