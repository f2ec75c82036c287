import type { ReactElement, ReactNode } from 'react';
import { CalendarDays, CircleCheck, CircleDot, SignalHigh, Tag, Trash2, UserPlus, X } from 'lucide-react';
import { t } from '../../i18n';
import { Button } from '../../ui/Button';
import { IconButton } from '../../ui/IconButton';
import { deleteTasks, toggleComplete } from '../../work/acts';
import { DuePicker } from '../../work/DatePicker';
import { AssigneePicker, LabelPicker, PriorityPicker, StatusPicker, pickerKeys } from '../../work/pickers';
import styles from './BulkBar.module.css';

/** What can be done with all selected tasks at once. */
export function BulkBar({ ids, onClear }: { ids: readonly string[]; onClear: () => void }) {
  const button = (label: string, icon: ReactNode, keys: string): ReactElement => <IconButton label={label} keys={keys} icon={icon} />;
  return (
    <div role="toolbar" aria-label={t('list.bulk_bar')} data-bulk="" className={styles.bar}>
      <span className={styles.count} role="status">
        {t('list.selected', { count: ids.length })}
      </span>
      <span className={styles.rule} />
      <StatusPicker ids={ids} side="top" trigger={button(t('list.status'), <CircleDot aria-hidden="true" />, pickerKeys.status)} />
      <PriorityPicker ids={ids} side="top" trigger={button(t('list.priority'), <SignalHigh aria-hidden="true" />, pickerKeys.priority)} />
      <AssigneePicker ids={ids} side="top" trigger={button(t('list.assignee'), <UserPlus aria-hidden="true" />, pickerKeys.assign)} />
      <LabelPicker ids={ids} side="top" trigger={button(t('list.labels'), <Tag aria-hidden="true" />, pickerKeys.label)} />
      <DuePicker ids={ids} side="top" trigger={button(t('list.due'), <CalendarDays aria-hidden="true" />, pickerKeys.due)} />
      <span className={styles.rule} />
      <Button
        size="sm"
        variant="ghost"
        icon={<CircleCheck aria-hidden="true" />}
        onClick={() => {
          toggleComplete(ids);
          onClear();
        }}
      >
        {t('list.complete')}
      </Button>
      <IconButton
        label={t('list.delete')}
        icon={<Trash2 aria-hidden="true" />}
        onClick={() => {
          deleteTasks(ids);
          onClear();
        }}
      />
      <span className={styles.rule} />
      <IconButton label={t('list.clear_selection')} keys="escape" icon={<X aria-hidden="true" />} onClick={onClear} />
    </div>
  );
}
