import { SlidersHorizontal } from 'lucide-react';
import { t } from '../../i18n';
import { IconButton } from '../../ui/IconButton';
import { Popover } from '../../ui/Popover';
import { Select } from '../../ui/Select';
import { Switch } from '../../ui/Switch';
import type { Display } from './display';
import styles from './DisplayMenu.module.css';
import { groupings, sortings } from './grouping';
import type { Grouping, Sorting } from './grouping';

/** Grouping, order, and whether completed tasks are shown. */
export function DisplayMenu({ display, onChange }: { display: Display; onChange: (display: Display) => void }) {
  return (
    <Popover align="end" label={t('list.display')} className={styles.popup} trigger={<IconButton label={t('list.display')} icon={<SlidersHorizontal aria-hidden="true" />} />}>
      <div className={styles.row}>
        <span>{t('list.group_by')}</span>
        <Select
          size="sm"
          label={t('list.group_by')}
          value={display.grouping}
          options={groupings.map((id) => ({ id, label: t(`list.group_${id}`) }))}
          onChange={(id) => onChange({ ...display, grouping: id as Grouping })}
          className={styles.select}
        />
      </div>
      <div className={styles.row}>
        <span>{t('list.sort_by')}</span>
        <Select
          size="sm"
          label={t('list.sort_by')}
          value={display.sorting}
          options={sortings.map((id) => ({ id, label: t(`list.sort_${id}`) }))}
          onChange={(id) => onChange({ ...display, sorting: id as Sorting })}
          className={styles.select}
        />
      </div>
      <div className={styles.closed}>
        <Switch label={t('list.show_closed')} checked={display.closed} onChange={(closed) => onChange({ ...display, closed })} />
      </div>
    </Popover>
  );
}
