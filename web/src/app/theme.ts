// Light, dark, or as the system says. The choice is part of the profile; this browser remembers it so that
// the first paint after a reload is already right.
import type { Theme } from '../api/types';

const remembered = 'taskflow.theme';

/** Shows a theme and remembers it. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem(remembered, theme);
  } catch {
    // Without storage the theme is right as soon as the profile is known.
  }
}

/** Shows the theme of the last visit; called before anything is rendered. */
export function applyRememberedTheme(): void {
  try {
    const theme = localStorage.getItem(remembered);
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset['theme'] = theme;
  } catch {
    // As above.
  }
}

/** True while dark is shown, whoever asked for it. */
export function isDark(): boolean {
  const theme = document.documentElement.dataset['theme'];
  return theme ? theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
}
