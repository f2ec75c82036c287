// Dates, times and numbers as a person writes them, by Intl. A formatter is costly to make and is kept.
// Calendar dates ("2026-11-20") never pass through a time zone: they are read as UTC and written as UTC.

let locale: string = navigator.language || 'en';
let zone: string | undefined;
let weekStart = 1;

/** Takes over the locale, zone and first day of the week of the person's profile (0 is Sunday). */
export function setFormatProfile(profile: { locale?: string; zone?: string; week_start?: number }): void {
  if (profile.locale) {
    try {
      locale = new Intl.Locale(profile.locale).toString();
    } catch {
      // A locale that this browser cannot read leaves the browser's own in place.
    }
  }
  if (profile.zone) zone = isKnownZone(profile.zone) ? profile.zone : undefined;
  if (profile.week_start !== undefined) weekStart = profile.week_start;
  formatters.clear();
}

function isKnownZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The first day of the person's week; 0 is Sunday. */
export function firstDayOfWeek(): number {
  return weekStart;
}

/** The person's time zone. */
export function currentZone(): string {
  return zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  let format = formatters.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale, options);
    formatters.set(key, format);
  }
  return format;
}

/** Today in the person's zone, as YYYY-MM-DD. */
export function todayDate(now: Date = new Date()): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: currentZone(),
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(now);
  return parts;
}

/** A calendar date some days away from another. */
export function addDays(date: string, days: number): string {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

/** Whole days from one calendar date to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** "Nov 20", with the year when it is not this one. */
export function formatDate(date: string): string {
  const at = new Date(`${date}T00:00:00Z`);
  const sameYear = date.slice(0, 4) === todayDate().slice(0, 4);
  return dateFormat({
    timeZone: 'UTC',
    month: 'short',
    day: 'numeric',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(at);
}

/** "Friday, November 20, 2026": for labels that are read out. */
export function formatDateLong(date: string): string {
  return dateFormat({ timeZone: 'UTC', dateStyle: 'full' }).format(new Date(`${date}T00:00:00Z`));
}

/** "Today", "Tomorrow", a weekday within the week, else the date. */
export function formatDay(date: string): string {
  const distance = daysBetween(todayDate(), date);
  if (distance >= -1 && distance <= 1) {
    const text = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(distance, 'day');
    return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
  }
  if (distance > 1 && distance < 7) {
    return dateFormat({ timeZone: 'UTC', weekday: 'long' }).format(new Date(`${date}T00:00:00Z`));
  }
  return formatDate(date);
}

/** "Nov 20, 2026, 5:04 PM" in the person's zone. */
export function formatDateTime(time: string | Date): string {
  return dateFormat({ timeZone: currentZone(), dateStyle: 'medium', timeStyle: 'short' }).format(new Date(time));
}

/** "5:04 PM" in a zone, the person's own unless told. */
export function formatTime(time: string | Date, inZone: string = currentZone()): string {
  return dateFormat({ timeZone: inZone, timeStyle: 'short' }).format(new Date(time));
}

/** "November 2026" of a month given by any of its dates. */
export function formatMonth(date: string): string {
  return dateFormat({ timeZone: 'UTC', month: 'long', year: 'numeric' }).format(new Date(`${date}T00:00:00Z`));
}

/** The seven weekdays in the order of the person's week. */
export function weekdayNames(style: 'narrow' | 'short' | 'long'): string[] {
  const format = dateFormat({ timeZone: 'UTC', weekday: style });
  // 2023-01-01 was a Sunday.
  return Array.from({ length: 7 }, (_, index) =>
    format.format(new Date(Date.UTC(2023, 0, 1 + ((index + weekStart) % 7)))),
  );
}

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** "3 minutes ago", "now", "in 2 days". */
export function formatRelative(time: string | Date, now: Date = new Date()): string {
  const seconds = Math.round((new Date(time).getTime() - now.getTime()) / 1000);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  for (const [unit, size] of units) {
    if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
  }
  return format.format(0, 'second');
}

/** "3m", "2h", "5d": the shortest form, for dense lists. */
export function formatRelativeShort(time: string | Date, now: Date = new Date()): string {
  const seconds = Math.abs(Math.round((now.getTime() - new Date(time).getTime()) / 1000));
  for (const [unit, size] of units) {
    if (seconds >= size) {
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'narrow' }).format(
        Math.trunc(seconds / size),
      );
    }
  }
  return new Intl.NumberFormat(locale, { style: 'unit', unit: 'second', unitDisplay: 'narrow' }).format(
    Math.max(seconds, 0),
  );
}

/** A whole or fractional number. */
export function formatNumber(value: number): string {
  return new Intl.NumberFormat(locale).format(value);
}

/** "Ada, Grace and Linus" */
export function formatList(names: readonly string[]): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(names);
}
