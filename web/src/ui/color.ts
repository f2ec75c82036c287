// The colours that people choose. They are stored by name, so that each theme can show its own shade.
import type { CSSProperties } from 'react';

/** Names of the hues, in the order in which they are offered. */
export const hues = [
  'gray',
  'red',
  'orange',
  'amber',
  'lime',
  'green',
  'teal',
  'cyan',
  'blue',
  'indigo',
  'violet',
  'pink',
  'brown',
] as const;

/** A named hue. */
export type Hue = (typeof hues)[number];

/** The CSS colour for a stored colour: a hue's name, or a #rrggbb from an import; anything else is gray. */
export function cssColor(color: string | null | undefined): string {
  if (color && (hues as readonly string[]).includes(color)) return `var(--hue-${color})`;
  if (color && /^#[0-9a-f]{3,8}$/i.test(color)) return color;
  return 'var(--hue-gray)';
}

/** Hands a stored colour to the stylesheet as `--tint`. */
export function tint(color: string | null | undefined): CSSProperties {
  return { '--tint': cssColor(color) } as CSSProperties;
}
