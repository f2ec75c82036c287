// The closed grammar of dates and times in quick add. What it reads is listed in vectors.json, which any
// other reader of the grammar is held to as well.
import { plusDays, plusMonths, realDate, split, weekday } from './calendar';

/** The moment from which relative dates count, in the person's zone. */
export type Moment = {
  /** Today, YYYY-MM-DD. */
  today: string;
  /** The time, HH:MM. */
  time: string;
};

/** A date, perhaps with a time of day (HH:MM). */
export type When = { date: string; time?: string };

type Found<T> = { value: T; words: number };

const weekdays: Readonly<Record<string, number>> = {
  sunday: 0, sun: 0,
  monday: 1, mon: 1,
  tuesday: 2, tue: 2, tues: 2,
  wednesday: 3, wed: 3,
  thursday: 4, thu: 4, thur: 4, thurs: 4,
  friday: 5, fri: 5,
  saturday: 6, sat: 6,
};

const months: Readonly<Record<string, number>> = {
  january: 1, jan: 1, february: 2, feb: 2, march: 3, mar: 3, april: 4, apr: 4, may: 5, june: 6, jun: 6,
  july: 7, jul: 7, august: 8, aug: 8, september: 9, sep: 9, sept: 9, october: 10, oct: 10,
  november: 11, nov: 11, december: 12, dec: 12,
};

/**
 * Reads a date, a time or both at the head of the words. `last` tells whether nothing but recognised
 * pieces follows the given number of words: a short weekday ("sun") in the middle of a title is a word.
 */
export function readWhen(words: readonly string[], now: Moment, last: (count: number) => boolean): Found<When> | undefined {
  const lower = words.map((word) => word.toLowerCase());
  let start = 0;
  const lead = lower[0];
  if (lead === 'on' || lead === 'by' || lead === 'due' || lead === 'at') start = 1;

  if (lead !== 'at') {
    const date = readDate(lower.slice(start), now);
    if (date) {
      const end = start + date.words;
      const time = readTime(lower.slice(end));
      const total = end + (time?.words ?? 0);
      if (date.weak && start === 0 && !time && !last(total)) return undefined;
      return { value: time ? { date: date.value, time: time.value } : { date: date.value }, words: total };
    }
  }
  const time = readTime(lead === 'at' ? lower : lower.slice(start));
  if (!time) return undefined;
  const used = (lead === 'at' ? 0 : start) + time.words;
  const date = readDate(lower.slice(used), now);
  if (date) return { value: { date: date.value, time: time.value }, words: used + date.words };
  // A time alone is the next time that the clock shows it.
  return { value: { date: time.value > now.time ? now.today : plusDays(now.today, 1), time: time.value }, words: used };
}

type FoundDate = Found<string> & { weak?: boolean };

function readDate(words: readonly string[], now: Moment): FoundDate | undefined {
  const [first, second, third] = words;
  if (first === undefined) return undefined;
  if (first === 'today' || first === 'tod') return { value: now.today, words: 1 };
  if (first === 'tomorrow' || first === 'tmr') return { value: plusDays(now.today, 1), words: 1 };
  if (first === 'next' && second !== undefined) return readNext(second, now);
  if (first === 'in' && second !== undefined && third !== undefined) return readDistance(second, third, now);

  const day = weekdays[first];
  if (day !== undefined) {
    const distance = (day - weekday(now.today) + 7) % 7 || 7;
    return { value: plusDays(now.today, distance), words: 1, weak: first.length <= 5 };
  }
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(first);
  if (iso) {
    const date = realDate(Number(iso[1]), Number(iso[2]), Number(iso[3]));
    return date === undefined ? undefined : { value: date, words: 1 };
  }
  return readMonthDay(words, now);
}

function readNext(unit: string, now: Moment): FoundDate | undefined {
  const monday = plusDays(now.today, ((1 - weekday(now.today) + 7) % 7) || 7);
  if (unit === 'week') return { value: monday, words: 2 };
  if (unit === 'month') {
    const [year, month] = split(plusMonths(now.today, 1));
    const first = realDate(year, month, 1);
    return first === undefined ? undefined : { value: first, words: 2 };
  }
  const day = weekdays[unit];
  if (day === undefined) return undefined;
  // "next fri" is the Friday of the week that begins on the coming Monday.
  return { value: plusDays(monday, (day + 6) % 7), words: 2 };
}

function readDistance(count: string, unit: string, now: Moment): FoundDate | undefined {
  const number = count === 'a' || count === 'one' ? 1 : /^\d{1,3}$/.test(count) ? Number(count) : undefined;
  if (number === undefined || number === 0) return undefined;
  if (unit === 'day' || unit === 'days') return { value: plusDays(now.today, number), words: 3 };
  if (unit === 'week' || unit === 'weeks') return { value: plusDays(now.today, number * 7), words: 3 };
  if (unit === 'month' || unit === 'months') return { value: plusMonths(now.today, number), words: 3 };
  return undefined;
}

/** "dec 1", "1 dec", "1st december 2027": without a year, the next such day. */
function readMonthDay(words: readonly string[], now: Moment): FoundDate | undefined {
  const [first = '', second = '', third = ''] = words;
  let month = months[first];
  let dayWord = second;
  if (month === undefined) {
    month = months[second];
    dayWord = first;
  }
  const day = /^(\d{1,2})(st|nd|rd|th)?,?$/.exec(dayWord);
  if (month === undefined || !day) return undefined;
  if (/^\d{4}$/.test(third)) {
    const date = realDate(Number(third), month, Number(day[1]));
    return date === undefined ? undefined : { value: date, words: 3 };
  }
  const [year] = split(now.today);
  for (let next = year; next <= year + 8; next++) {
    const date = realDate(next, month, Number(day[1]));
    if (date !== undefined && date >= now.today) return { value: date, words: 2 };
  }
  return undefined;
}

function readTime(words: readonly string[]): Found<string> | undefined {
  const lead = words[0] === 'at' ? 1 : 0;
  const word = words[lead];
  if (word === undefined) return undefined;
  if (word === 'noon') return { value: '12:00', words: lead + 1 };
  const twelve = /^(\d{1,2})(?::([0-5]\d))?(am|pm)$/.exec(word);
  if (twelve) {
    const hour = Number(twelve[1]);
    if (hour < 1 || hour > 12) return undefined;
    return { value: clock((hour % 12) + (twelve[3] === 'pm' ? 12 : 0), Number(twelve[2] ?? 0)), words: lead + 1 };
  }
  const full = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(word);
  return full ? { value: clock(Number(full[1]), Number(full[2])), words: lead + 1 } : undefined;
}

function clock(hour: number, minute: number): string {
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;
}
