import { useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { t } from '../i18n';
import { addDays, firstDayOfWeek, formatDateLong, formatMonth, todayDate, weekdayNames } from '../i18n/format';
import { IconButton } from './IconButton';
import styles from './Calendar.module.css';

function dayOfWeek(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

function addMonths(date: string, months: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  const day = at.getUTCDate();
  at.setUTCDate(1);
  at.setUTCMonth(at.getUTCMonth() + months);
  const last = new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate();
  at.setUTCDate(Math.min(day, last));
  return at.toISOString().slice(0, 10);
}

/** The six weeks that show a month, from the first day of the person's week. */
function weeksOf(month: string): string[][] {
  const first = `${month.slice(0, 7)}-01`;
  const start = addDays(first, -((dayOfWeek(first) - firstDayOfWeek() + 7) % 7));
  return Array.from({ length: 6 }, (_, week) =>
    Array.from({ length: 7 }, (_unused, day) => addDays(start, week * 7 + day)),
  );
}

/** A month to choose a day from; arrows move, Page Up and Down change the month. */
export function Calendar({
  value,
  onChoose,
  autoFocus = false,
}: {
  value: string | null;
  onChoose: (date: string) => void;
  autoFocus?: boolean;
}) {
  const today = todayDate();
  const [focused, setFocused] = useState(value ?? today);
  const grid = useRef<HTMLTableElement>(null);

  function move(to: string, focus: boolean): void {
    setFocused(to);
    if (focus) queueMicrotask(() => grid.current?.querySelector<HTMLElement>(`[data-date="${to}"]`)?.focus());
  }

  function onKeyDown(event: KeyboardEvent): void {
    const weekPosition = (dayOfWeek(focused) - firstDayOfWeek() + 7) % 7;
    const moves: Readonly<Record<string, () => string>> = {
      ArrowLeft: () => addDays(focused, -1),
      ArrowRight: () => addDays(focused, 1),
      ArrowUp: () => addDays(focused, -7),
      ArrowDown: () => addDays(focused, 7),
      Home: () => addDays(focused, -weekPosition),
      End: () => addDays(focused, 6 - weekPosition),
      PageUp: () => addMonths(focused, event.shiftKey ? -12 : -1),
      PageDown: () => addMonths(focused, event.shiftKey ? 12 : 1),
    };
    const next = moves[event.key];
    if (!next) return;
    event.preventDefault();
    move(next(), true);
  }

  return (
    <div className={styles.calendar}>
      <div className={styles.header}>
        <span className={styles.month} aria-live="polite">
          {formatMonth(focused)}
        </span>
        <IconButton
          label={t('ui.previous_month')}
          quiet
          size="sm"
          icon={<ChevronLeft aria-hidden="true" />}
          onClick={() => move(addMonths(focused, -1), false)}
        />
        <IconButton
          label={t('ui.next_month')}
          quiet
          size="sm"
          icon={<ChevronRight aria-hidden="true" />}
          onClick={() => move(addMonths(focused, 1), false)}
        />
      </div>
      <table role="grid" ref={grid} aria-label={formatMonth(focused)} className={styles.grid} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {weekdayNames('long').map((name, index) => (
              <th key={name} scope="col" abbr={name} className={styles.weekday}>
                {weekdayNames('short')[index]?.slice(0, 2)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(focused).map((week) => (
            <tr key={week[0]}>
              {week.map((date) => (
                <td key={date} role="gridcell" aria-selected={date === value}>
                  <button
                    type="button"
                    data-date={date}
                    data-outside={date.slice(0, 7) === focused.slice(0, 7) ? undefined : ''}
                    data-today={date === today ? '' : undefined}
                    data-chosen={date === value ? '' : undefined}
                    aria-label={formatDateLong(date)}
                    aria-current={date === today ? 'date' : undefined}
                    autoFocus={autoFocus && date === focused}
                    tabIndex={date === focused ? 0 : -1}
                    onClick={() => onChoose(date)}
                    className={styles.day}
                  >
                    {Number(date.slice(8))}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
