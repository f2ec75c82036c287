// What the shortcuts do right now. A screen binds acts while it is shown; the last one bound wins.
import { useEffect, useRef } from 'react';
import { shortcuts } from './catalogue';
import type { Shortcut, ShortcutId } from './catalogue';
import { isSingleKey, spellKey } from './keys';

/** Returning false says that there was nothing to do: the key goes on to the one bound before, or to the browser. */
export type Act = () => void | boolean;

/** Acts by shortcut. */
export type Acts = { readonly [Id in ShortcutId]?: Act | undefined };

type Layer = { read: () => Acts };

const layers: Layer[] = [];
let singleKeys = true;

/** Switches shortcuts of a single key on or off, as the person's preferences say. */
export function allowSingleKeys(allow: boolean): void {
  singleKeys = allow;
}

/** Binds acts for as long as the component is mounted and `enabled`. The acts may change on every render. */
export function useShortcuts(acts: Acts, enabled = true): void {
  const latest = useRef(acts);
  useEffect(() => {
    latest.current = acts;
  });
  useEffect(() => {
    if (!enabled) return undefined;
    const layer: Layer = { read: () => latest.current };
    layers.push(layer);
    return () => {
      layers.splice(layers.indexOf(layer), 1);
    };
  }, [enabled]);
}

/** The acts bound to a shortcut, the newest first. */
function actsOf(id: ShortcutId): Act[] {
  return layers.flatMap((layer) => layer.read()[id] ?? []).toReversed();
}

/** The shortcuts that would do something now, in the order of the catalogue. */
export function boundShortcuts(): ShortcutId[] {
  return (Object.keys(shortcuts) as ShortcutId[]).filter((id) => actsOf(id).length > 0);
}

/** Does what a shortcut does; false when nothing was there to be done. */
export function runShortcut(id: ShortcutId): boolean {
  return actsOf(id).some((act) => act() !== false);
}

function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.tagName === 'TEXTAREA' || target.tagName === 'SELECT') return true;
  return (
    target instanceof HTMLInputElement &&
    !['checkbox', 'radio', 'button', 'submit', 'range', 'color', 'file'].includes(target.type)
  );
}

/** A dialog, menu or list of choices keeps the keys for itself, unless it carries data-shortcuts (the peek). */
function isInPopup(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false;
  const popup = target.closest('[role="dialog"], [role="alertdialog"], [role="menu"], [role="listbox"]');
  return popup !== null && !popup.closest('[data-shortcuts]');
}

/** Enter and space press the button or link that has the focus; they are not taken from it. */
function pressesTarget(target: EventTarget | null, spelled: string): boolean {
  if (spelled !== 'enter' && spelled !== 'space') return false;
  return (
    target instanceof Element &&
    target.closest(
      'button, a[href], summary, input, [role="checkbox"], [role="radio"], [role="switch"], [role="tab"], [role="gridcell"]',
    ) !== null
  );
}

let prefix = '';
let prefixAt = 0;

/** Takes a key press; true when it was a shortcut. Exported for tests; installShortcuts listens. */
export function pressKey(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing) return false;
  const spelled = spellKey(event);
  if (spelled === '') return false;
  const inText = isTextField(event.target);
  const inPopup = isInPopup(event.target);
  if (pressesTarget(event.target, spelled)) return false;
  const sequence = prefix !== '' && event.timeStamp - prefixAt < 1200 ? `${prefix} ${spelled}` : '';
  prefix = '';
  let opensSequence = false;
  for (const wanted of sequence === '' ? [spelled] : [sequence, spelled]) {
    for (const [id, shortcut] of Object.entries(shortcuts) as [ShortcutId, Shortcut][]) {
      if ((inText || inPopup) && !shortcut.inText) continue;
      for (const keys of shortcut.keys) {
        if (!singleKeys && isSingleKey(keys)) continue;
        if (keys === wanted && runShortcut(id)) return true;
        if (keys.startsWith(`${wanted} `)) opensSequence = true;
      }
    }
  }
  if (opensSequence) {
    prefix = spelled;
    prefixAt = event.timeStamp;
  }
  return false;
}

/** Listens to the keyboard; returns how to stop. */
export function installShortcuts(): () => void {
  function onKeyDown(event: KeyboardEvent): void {
    if (pressKey(event)) event.preventDefault();
  }
  window.addEventListener('keydown', onKeyDown);
  return () => window.removeEventListener('keydown', onKeyDown);
}
