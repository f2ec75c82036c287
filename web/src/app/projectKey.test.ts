import { describe, expect, it } from 'vitest';
import { projectKeyPattern, suggestKey } from './projectKey';

describe('suggestKey', () => {
  it('takes initials of several words, letters of one', () => {
    expect(suggestKey('Website', new Set())).toBe('WEB');
    expect(suggestKey('Big new thing', new Set())).toBe('BNT');
    expect(suggestKey('Über uns', new Set())).toBe('UU');
  });
  it('avoids keys that are taken', () => {
    expect(suggestKey('Website', new Set(['WEB', 'WEB2']))).toBe('WEB3');
  });
  it('always gives a valid key', () => {
    for (const name of ['', '2026', '日本', '3D print shop', '-', 'a'])
      expect(suggestKey(name, new Set())).toMatch(projectKeyPattern);
  });
});
