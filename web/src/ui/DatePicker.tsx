import { useState } from 'react';
import type { ReactElement, RefObject } from 'react';
import { CalendarX2 } from 'lucide-react';
import { t } from '../i18n';
import { addDays, firstDayOfWeek, formatDay, todayDate } from '../i18n/format';
import { Calendar } from './Calendar';
import { Popover } from './Popover';
import styles from './DatePicker.module.css';

/** Properties of a DatePicker. */
export type DatePickerProps = {
  /** YYYY-MM-DD, or null for no date. */
  value: string | null;
  onChange: (date: string | null) => void;
  label?: string;
  trigger?: ReactElement | undefined;
  open?: boolean | undefined;
  onOpenChange?: ((open: boolean) => void) | undefined;
  anchor?: Element | RefObject<Element | null> | null | undefined;
  align?: 'start' | 'center' | 'end';
};

/** The first day of the week after the one of a date. */
function nextWeek(date: string): string {
  const day = new Date(`${date}T00:00:00Z`).getUTCDay();
  return addDays(date, 7 - ((day - firstDayOfWeek() + 7) % 7));
}

/** A calendar behind a button, with the days that are chosen most. */
export function DatePicker({
  value,
  onChange,
  label = t('ui.choose_date'),
  trigger,
  open,
  onOpenChange,
  anchor,
  align = 'start',
}: DatePickerProps) {
  const [own, setOwn] = useState(false);
  function change(next: boolean): void {
    setOwn(next);
    onOpenChange?.(next);
  }
  function choose(date: string | null): void {
    change(false);
    onChange(date);
  }
  const today = todayDate();
  const quick = [
    { label: t('ui.today'), date: today },
    { label: t('ui.tomorrow'), date: addDays(today, 1) },
    { label: t('ui.next_week'), date: nextWeek(today) },
  ];
  return (
    <Popover
      trigger={trigger}
      anchor={anchor}
      open={open ?? own}
      onOpenChange={change}
      label={label}
      align={align}
      initialFocus={false}
    >
      <div className={styles.quick}>
        {quick.map((entry) => (
          <button
            key={entry.date}
            type="button"
            className={styles.choice}
            onClick={() => choose(entry.date)}
            title={formatDay(entry.date)}
          >
            {entry.label}
          </button>
        ))}
      </div>
      <Calendar value={value} onChoose={choose} autoFocus />
      {value !== null && (
        <div className={styles.clear}>
          <button type="button" className={styles.choice} onClick={() => choose(null)}>
            <CalendarX2 aria-hidden="true" />
            {t('ui.clear_date')}
          </button>
        </div>
      )}
    </Popover>
  );
}
