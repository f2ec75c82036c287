import { useMemo } from 'react';
import { CircleSlash2 } from 'lucide-react';
import { t } from '../i18n';
import { useTask } from '../models/task';
import { updateTask } from '../models/task-verbs';
import { Combobox } from '../ui/Combobox';
import type { PickerFrame } from './pickers';

const usual = [0.5, 1, 2, 3, 5, 8, 13, 21];
const none = 'none';

/** Sets the estimate of tasks: one of the usual numbers, or one that is typed. */
export function EstimatePicker({ ids, ...frame }: PickerFrame & { ids: readonly string[] }) {
  const estimate = useTask(ids[0])?.estimate ?? null;
  const options = useMemo(() => {
    const numbers = estimate === null || usual.includes(estimate) ? usual : [...usual, estimate].sort((a, b) => a - b);
    const rows = numbers.map((count) => ({ id: String(count), label: t('task.points', { count }) }));
    return estimate === null ? rows : [...rows, { id: none, label: t('task.no_estimate'), icon: <CircleSlash2 aria-hidden="true" /> }];
  }, [estimate]);
  function set(value: number | null): void {
    for (const id of ids) updateTask(id, { estimate: value });
  }
  return (
    <Combobox
      {...frame}
      label={t('task.estimate_label')}
      placeholder={t('task.set_estimate')}
      options={options}
      value={estimate === null ? null : String(estimate)}
      onChange={(id) => set(id === none ? null : Number(id))}
      onCreate={(typed) => {
        const count = Number(typed.replace(',', '.'));
        if (Number.isFinite(count) && count >= 0 && count <= 9999) set(Math.round(count * 100) / 100);
      }}
    />
  );
}
