// From a wall clock in a time zone to an instant and back.

const formats = new Map<string, Intl.DateTimeFormat>();

function wallFormat(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

/** What the clock on the wall shows in a zone at an instant. */
export function wallClock(instant: number, zone: string): { date: string; time: string } {
  const parts: Record<string, string> = {};
  for (const part of wallFormat(zone).formatToParts(instant)) parts[part.type] = part.value;
  const year = (parts['year'] ?? '').padStart(4, '0');
  return {
    date: `${year}-${parts['month']}-${parts['day']}`,
    time: `${parts['hour']}:${parts['minute']}`,
  };
}

/** The date and the time that the clock on the wall shows now, as quick add asks for them. */
export function nowIn(zone: string): { today: string; time: string } {
  const { date, time } = wallClock(Date.now(), zone);
  return { today: date, time };
}

function offset(instant: number, zone: string): number {
  const wall = wallClock(instant, zone);
  return Date.parse(`${wall.date}T${wall.time}:00Z`) - Math.floor(instant / 60_000) * 60_000;
}

/**
 * The instant at which the clock in a zone shows this date and time, as RFC 3339.
 * A time that the spring change skips is read with the offset before it, so 02:30 becomes 03:30;
 * a time that comes twice is the first of the two.
 */
export function instantIn(date: string, time: string, zone: string): string {
  const naive = Date.parse(`${date}T${time}:00Z`);
  const before = offset(naive - 86_400_000, zone);
  const after = offset(naive + 86_400_000, zone);
  for (const candidate of [naive - before, naive - after]) {
    if (offset(candidate, zone) === naive - candidate) return new Date(candidate).toISOString();
  }
  return new Date(naive - before).toISOString();
}
