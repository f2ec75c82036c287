import { useState } from 'react';
import { CalendarX2, Clock, X } from 'lucide-react';
import { t } from '../i18n';
import { addDays, firstDayOfWeek, formatDay, todayDate } from '../i18n/format';
import { readTask, useTask } from '../models/task';
import { setDue, setStart } from '../models/task-verbs';
import { instantIn, wallClock } from '../quickadd/zone';
import { Calendar } from '../ui/Calendar';
import { Combobox } from '../ui/Combobox';
import { IconButton } from '../ui/IconButton';
import { Popover } from '../ui/Popover';
import type { PickerFrame } from './pickers';
import { useZone } from './pickers';
import styles from './DatePicker.module.css';

/** A date, perhaps with an instant in a zone. */
export type Moment = { date: string; at?: string; zone?: string };

/** Properties of a MomentPicker. */
export type MomentPickerProps = PickerFrame & { label: string; value: Moment | null; onChange: (value: Moment | null) => void };

/** A day from a calendar, with a time of day and its zone where one wants it. */
export function MomentPicker({ label, value, onChange, open, onOpenChange, ...frame }: MomentPickerProps) {
  const [own, setOwn] = useState(false);
  function change(next: boolean): void {
    setOwn(next);
    onOpenChange?.(next);
  }
  return (
    <Popover {...frame} open={open ?? own} onOpenChange={change} label={label} initialFocus={false} className={styles.popup}>
      <MomentForm value={value} onChange={onChange} onDone={() => change(false)} />
    </Popover>
  );
}

function MomentForm({ value, onChange, onDone }: { value: Moment | null; onChange: (value: Moment | null) => void; onDone: () => void }) {
  const mine = useZone();
  const zone = value?.zone ?? mine;
  const time = value?.at ? wallClock(Date.parse(value.at), zone).time : null;
  const [timed, setTimed] = useState(time !== null);
  const today = todayDate();
  const toMonday = 7 - ((new Date(`${today}T00:00:00Z`).getUTCDay() - firstDayOfWeek() + 7) % 7);
  const quick = [
    { label: t('ui.today'), date: today },
    { label: t('ui.tomorrow'), date: addDays(today, 1) },
    { label: t('ui.next_week'), date: addDays(today, toMonday) },
  ];

  function set(date: string, at: string | null, inZone: string): void {
    onChange(at === null ? { date } : { date, at: instantIn(date, at, inZone), zone: inZone });
  }

  function choose(date: string): void {
    set(date, time, zone);
    onDone();
  }

  return (
    <>
      <div className={styles.quick}>
        {quick.map((entry) => (
          <button key={entry.label} type="button" className={styles.choice} title={formatDay(entry.date)} onClick={() => choose(entry.date)}>
            {entry.label}
          </button>
        ))}
      </div>
      <Calendar value={value?.date ?? null} onChoose={choose} autoFocus />
      <div className={styles.more}>
        {timed ? (
          <div className={styles.time}>
            <Clock aria-hidden="true" />
            <input
              type="time"
              aria-label={t('task.time')}
              className={styles.clock}
              autoFocus={time === null}
              defaultValue={time ?? ''}
              onChange={(event) => {
                if (/^\d\d:\d\d$/.test(event.target.value)) set(value?.date ?? today, event.target.value, zone);
              }}
            />
            <ZonePicker zone={zone} onChange={(next) => set(value?.date ?? today, time ?? '09:00', next)} />
            <IconButton
              size="sm"
              quiet
              label={t('task.remove_time')}
              icon={<X aria-hidden="true" />}
              onClick={() => {
                setTimed(false);
                if (value?.at) onChange({ date: value.date });
              }}
            />
          </div>
        ) : (
          <button type="button" className={styles.choice} onClick={() => setTimed(true)}>
            <Clock aria-hidden="true" />
            {t('task.add_time')}
          </button>
        )}
        {value !== null && (
          <button
            type="button"
            className={styles.choice}
            onClick={() => {
              onChange(null);
              onDone();
            }}
          >
            <CalendarX2 aria-hidden="true" />
            {t('ui.clear_date')}
          </button>
        )}
      </div>
    </>
  );
}

function ZonePicker({ zone, onChange }: { zone: string; onChange: (zone: string) => void }) {
  const [zones, setZones] = useState<readonly string[]>([]);
  const options = (zones.includes(zone) ? zones : [zone, ...zones]).map((name) => ({ id: name, label: name.replaceAll('_', ' ') }));
  return (
    <Combobox
      label={t('task.time_zone')}
      value={zone}
      options={options}
      onChange={onChange}
      onOpenChange={(open) => {
        if (open) setZones(Intl.supportedValuesOf('timeZone'));
      }}
      trigger={
        <button type="button" className={styles.zone} aria-label={`${t('task.time_zone')}: ${zone}`}>
          {zone.split('/').at(-1)?.replaceAll('_', ' ')}
        </button>
      }
    />
  );
}

/** Sets when tasks are due. */
export function DuePicker({ ids, ...frame }: PickerFrame & { ids: readonly string[] }) {
  const task = useTask(ids[0]);
  return (
    <MomentPicker
      {...frame}
      label={t('task.due')}
      value={ids.length === 1 && task?.due_date ? momentOf(task.due_date, task.due_at, task.due_zone) : null}
      onChange={(value) => {
        for (const id of ids) if (value !== null || readTask(id)?.due_date !== null) setDue(id, value);
      }}
    />
  );
}

/** Sets when tasks start. */
export function StartPicker({ ids, ...frame }: PickerFrame & { ids: readonly string[] }) {
  const task = useTask(ids[0]);
  return (
    <MomentPicker
      {...frame}
      label={t('task.start')}
      value={ids.length === 1 && task?.start_date ? momentOf(task.start_date, task.start_at, task.start_zone) : null}
      onChange={(value) => {
        for (const id of ids) setStart(id, value);
      }}
    />
  );
}

function momentOf(date: string, at: string | null, zone: string | null): Moment {
  return at === null || zone === null ? { date } : { date, at, zone };
}
