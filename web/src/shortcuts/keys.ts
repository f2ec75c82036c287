// From key events to the spelling of the catalogue.

/** The parts of a KeyboardEvent that matter here. */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const named: Readonly<Record<string, string>> = {
  ' ': 'space',
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Escape: 'escape',
  Enter: 'enter',
  Backspace: 'backspace',
  Delete: 'delete',
};

/** The spelling of a key press, "mod+shift+c"; "" for a lone modifier. */
export function spellKey(press: KeyPress): string {
  const { key, code } = press;
  if (key === 'Shift' || key === 'Control' || key === 'Meta' || key === 'Alt' || key === 'Dead') return '';
  let name = named[key] ?? key;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  // On a keyboard without Latin letters the place of the key counts.
  if (letter && !/^[a-z]$/i.test(name) && name.length === 1 && name.charCodeAt(0) > 127) name = letter;
  const isLetter = /^[a-z]$/i.test(name);
  if (name.length === 1) name = name.toLowerCase();
  // "?" already says that shift is held; only letters and named keys spell it out.
  const shift = press.shiftKey && (isLetter || name.length > 1);
  return `${press.ctrlKey || press.metaKey ? 'mod+' : ''}${press.altKey ? 'alt+' : ''}${shift ? 'shift+' : ''}${name}`;
}

/** True for keys that a person may press by accident while a screen reader or speech input is on (WCAG 2.1.4). */
export function isSingleKey(keys: string): boolean {
  return (
    !keys.includes('mod+') &&
    !keys.includes('alt+') &&
    !['up', 'down', 'left', 'right', 'escape', 'enter', 'space'].includes(keys)
  );
}
