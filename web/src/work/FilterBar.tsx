import { useMemo } from 'react';
import type { Ref } from 'react';
import { CalendarDays, CircleUserRound, Search, SignalHigh, Tag, UserRoundX, X } from 'lucide-react';
import type { Priority } from '../api/types';
import { t } from '../i18n';
import { useLabels } from '../models/label';
import { useMembers } from '../models/member';
import { useProjectTasks } from '../models/task';
import { Button } from '../ui/Button';
import { ChipButton, Dot } from '../ui/Chip';
import { Combobox, MultiCombobox } from '../ui/Combobox';
import { Input } from '../ui/Input';
import type { Option } from '../ui/Listbox';
import { dueFilters, isFiltering, noFilter } from './filter';
import type { DueFilter, TaskFilter } from './filter';
import { personOption, priorityOptions } from './pickers';
import styles from './FilterBar.module.css';

/** The conditions on what a board or a list shows. People who left stay in it while tasks name them. */
export function FilterBar({ projectId, filter, onChange, searchRef }: { projectId: string; filter: TaskFilter; onChange: (filter: TaskFilter) => void; searchRef?: Ref<HTMLInputElement> }) {
  const members = useMembers();
  const labels = useLabels();
  const tasks = useProjectTasks(projectId);
  const people = useMemo(() => {
    const used = new Set(tasks.flatMap((task) => task.assignees));
    const shown = members.filter((member) => member.removed_at === null || used.has(member.id));
    return [{ id: 'none', label: t('task.filter_none'), icon: <UserRoundX aria-hidden="true" /> }, ...shown.map(personOption)];
  }, [members, tasks]);
  const labelOptions = useMemo(() => labels.map((label) => ({ id: label.id, label: label.name, icon: <Dot color={label.color} size={10} /> })), [labels]);
  const toggle = (list: readonly string[], id: string, on: boolean) => (on ? [...list, id] : list.filter((one) => one !== id));
  const dueOptions = dueFilters.map((due) => ({ id: due, label: t(`task.due_filter_${due}`) }));
  return (
    <div role="group" aria-label={t('task.filter_bar')} className={styles.bar}>
      <div className={styles.text}>
        <Input
          {...(searchRef ? { ref: searchRef } : {})}
          size="sm"
          type="search"
          aria-label={t('task.filter_text')}
          placeholder={t('task.filter_text')}
          leading={<Search aria-hidden="true" />}
          value={filter.text}
          onChange={(event) => onChange({ ...filter, text: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            if (filter.text === '') event.currentTarget.blur();
            else onChange({ ...filter, text: '' });
          }}
        />
      </div>
      <MultiCombobox
        label={t('task.filter_assignee')}
        options={people}
        value={filter.assignees}
        onToggle={(id, on) => onChange({ ...filter, assignees: toggle(filter.assignees, id, on) })}
        trigger={<Condition label={t('task.filter_assignee')} icon={<CircleUserRound aria-hidden="true" />} chosen={filter.assignees} options={people} />}
      />
      <MultiCombobox
        label={t('task.filter_label')}
        options={labelOptions}
        value={filter.labels}
        onToggle={(id, on) => onChange({ ...filter, labels: toggle(filter.labels, id, on) })}
        trigger={<Condition label={t('task.filter_label')} icon={<Tag aria-hidden="true" />} chosen={filter.labels} options={labelOptions} />}
      />
      <MultiCombobox
        label={t('task.filter_priority')}
        options={priorityOptions()}
        value={filter.priorities}
        onToggle={(id, on) => onChange({ ...filter, priorities: toggle(filter.priorities, id, on) as Priority[] })}
        trigger={<Condition label={t('task.filter_priority')} icon={<SignalHigh aria-hidden="true" />} chosen={filter.priorities} options={priorityOptions()} />}
      />
      <Combobox
        label={t('task.filter_due')}
        options={dueOptions}
        value={filter.due}
        onChange={(id) => onChange({ ...filter, due: filter.due === id ? null : (id as DueFilter) })}
        trigger={<Condition label={t('task.filter_due')} icon={<CalendarDays aria-hidden="true" />} chosen={filter.due === null ? [] : [filter.due]} options={dueOptions} />}
      />
      {isFiltering(filter) && (
        <Button size="sm" variant="ghost" icon={<X aria-hidden="true" />} onClick={() => onChange(noFilter)}>
          {t('task.filter_clear')}
        </Button>
      )}
    </div>
  );
}

/** A condition of the bar: its kind, and what was chosen. The rest of the properties is the trigger's. */
function Condition({ label, icon, chosen, options, ...trigger }: { label: string; icon: Option['icon']; chosen: readonly string[]; options: readonly Option[] }) {
  const first = options.find((option) => option.id === chosen[0]);
  const text = chosen.length === 0 ? label : chosen.length === 1 ? (first?.label ?? label) : `${label}: ${t('task.filter_many', { count: chosen.length })}`;
  return (
    <ChipButton {...trigger} icon={chosen.length === 1 && first?.icon ? first.icon : icon} empty={chosen.length === 0} className={chosen.length > 0 ? styles.chosen : styles.condition}>
      {chosen.length === 1 && <span className="visually-hidden">{label}: </span>}
      {text}
    </ChipButton>
  );
}
