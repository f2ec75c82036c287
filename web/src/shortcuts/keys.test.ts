import { describe, expect, it } from 'vitest';
import { shortcuts } from './catalogue';
import { isSingleKey, spellKey } from './keys';

function press(key: string, more: Partial<Parameters<typeof spellKey>[0]> = {}) {
  return spellKey({ key, code: '', ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...more });
}

describe('spellKey', () => {
  it('spells letters, modifiers and named keys', () => {
    expect(press('c')).toBe('c');
    expect(press('K', { metaKey: true })).toBe('mod+k');
    expect(press('k', { ctrlKey: true })).toBe('mod+k');
    expect(press('P', { shiftKey: true })).toBe('shift+p');
    expect(press('?', { shiftKey: true })).toBe('?');
    expect(press('ArrowDown')).toBe('down');
    expect(press('Enter', { ctrlKey: true, shiftKey: true })).toBe('mod+shift+enter');
    expect(press('Shift', { shiftKey: true })).toBe('');
  });
  it('uses the place of the key where there are no Latin letters', () => {
    expect(press('с', { code: 'KeyC' })).toBe('c');
  });
});

describe('the catalogue', () => {
  it('gives no keys twice', () => {
    const all = Object.values(shortcuts).flatMap((shortcut) => [...shortcut.keys]);
    expect(new Set(all).size).toBe(all.length);
  });
  it('has no key that is also the beginning of a sequence', () => {
    const all = Object.values(shortcuts).flatMap((shortcut): string[] => [...shortcut.keys]);
    const openers = all.filter((keys) => keys.includes(' ')).map((keys) => keys.split(' ')[0]);
    expect(all.filter((keys) => openers.includes(keys))).toEqual([]);
  });
  it('knows which keys can be pressed by accident', () => {
    expect(isSingleKey('c')).toBe(true);
    expect(isSingleKey('shift+p')).toBe(true);
    expect(isSingleKey('g m')).toBe(true);
    expect(isSingleKey('mod+k')).toBe(false);
    expect(isSingleKey('escape')).toBe(false);
  });
});
