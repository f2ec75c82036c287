import type { CSSProperties } from 'react';
import { t } from '../i18n';
import { cssColor } from './color';
import { cx } from './cx';
import styles from './Avatar.module.css';

/** Who is shown: what a member, an account or a workspace has. */
export type AvatarPerson = { id?: string; name: string; initials?: string; color?: string; placeholder?: boolean };

/** Properties of an Avatar. */
export type AvatarProps = {
  person: AvatarPerson;
  /** Its side in pixels. */
  size?: 16 | 18 | 20 | 24 | 28 | 32 | 40 | 56;
  /** Square with round corners: workspaces and projects. */
  square?: boolean;
  /** Leaves out the accessible name where the name stands beside it. */
  decorative?: boolean;
  className?: string | undefined;
};

/** The first letters of up to two words of a name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = words[0] ?? '?';
  const last = words.length > 1 ? (words.at(-1) ?? '') : '';
  return ([...first][0] ?? '').toLocaleUpperCase() + ([...last][0] ?? '').toLocaleUpperCase();
}

/** A person, by initials and colour. */
export function Avatar({ person, size = 20, square = false, decorative = false, className }: AvatarProps) {
  const initials = person.initials || initialsOf(person.name);
  const style = { '--size': `${size}px`, '--tint': cssColor(person.color) } as CSSProperties;
  return (
    <span
      className={cx(styles.avatar, square && styles.square, person.placeholder && styles.placeholder, className)}
      style={style}
      {...(decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': person.name, title: person.name })}
    >
      {size < 24 ? [...initials].slice(0, size < 20 ? 1 : 2).join('') : initials}
    </span>
  );
}

/** Some people in little room; the rest as a number. */
export function AvatarStack({
  people,
  size = 20,
  limit = 3,
}: {
  people: readonly AvatarPerson[];
  size?: 16 | 18 | 20 | 24;
  limit?: number;
}) {
  if (people.length === 0) return null;
  const shown = people.length > limit ? people.slice(0, limit - 1) : people;
  const rest = people.length - shown.length;
  const names = people.map((person) => person.name).join(', ');
  return (
    <span className={styles.stack} role="img" aria-label={names} title={names}>
      {shown.map((person, index) => (
        <Avatar key={person.id ?? index} person={person} size={size} decorative />
      ))}
      {rest > 0 && (
        <span
          className={cx(styles.avatar, styles.rest)}
          style={{ '--size': `${size}px` } as CSSProperties}
          aria-label={t('ui.people_more', { count: rest })}
        >
          +{rest}
        </span>
      )}
    </span>
  );
}
