import { describe, expect, it } from 'vitest';
import {
  continueList,
  countText,
  linkSelection,
  markText,
  mentionedMember,
  prefixLines,
  readableMentions,
  toggleTask,
  wrapSelection,
} from './markdownText';

const people = [{ name: 'Ada' }, { name: 'Ada Lovelace' }];

describe('markText', () => {
  it('takes the longest name', () => {
    expect(markText('Hi @Ada Lovelace!', people)).toEqual([
      { kind: 'text', text: 'Hi ' },
      { kind: 'mention', text: '@Ada Lovelace' },
      { kind: 'text', text: '!' },
    ]);
  });
  it('leaves addresses and unknown names alone', () => {
    expect(markText('mail x@Ada and @Bob', people)).toEqual([{ kind: 'text', text: 'mail x@Ada and @Bob' }]);
    expect(markText('@Adam', people)).toEqual([{ kind: 'text', text: '@Adam' }]);
  });
  it('finds task keys, but not inside words or addresses', () => {
    expect(
      markText('see WEB-42, OPS2-7', [])
        .filter((piece) => piece.kind === 'task')
        .map((piece) => piece.text),
    ).toEqual(['WEB-42', 'OPS2-7']);
    expect(markText('xWEB-42 WEB-0 web-4 /WEB-3 WEB-4-5', []).some((piece) => piece.kind === 'task')).toBe(false);
  });
});

describe('stored mentions', () => {
  it('are read and written as names', () => {
    expect(mentionedMember('member:0199-ab')).toBe('0199-ab');
    expect(mentionedMember('https://x/member:1')).toBeUndefined();
    expect(readableMentions('Hi @[Ada \\] Lovelace](member:01-a), @[Bob](member:2)!')).toBe(
      'Hi @Ada ] Lovelace, @Bob!',
    );
    expect(readableMentions('[Bob](member:2) @[Bob](https://x)')).toBe('[Bob](member:2) @[Bob](https://x)');
  });
});

describe('editing', () => {
  it('switches the box of one item', () => {
    const source = '- [ ] one\n- [x] two';
    expect(toggleTask(source, 0)).toBe('- [x] one\n- [x] two');
    expect(toggleTask(source, 10)).toBe('- [ ] one\n- [ ] two');
  });
  it('wraps and unwraps', () => {
    const once = wrapSelection({ text: 'a bold b', start: 2, end: 6 }, '**');
    expect(once).toEqual({ text: 'a **bold** b', start: 4, end: 8 });
    expect(wrapSelection(once, '**')).toEqual({ text: 'a bold b', start: 2, end: 6 });
  });
  it('selects the address of a new link', () => {
    const made = linkSelection({ text: 'see docs', start: 4, end: 8 });
    expect(made.text).toBe('see [docs](https://)');
    expect(made.text.slice(made.start, made.end)).toBe('https://');
  });
  it('prefixes lines and takes the prefix away again', () => {
    const listed = prefixLines({ text: 'one\ntwo', start: 0, end: 7 }, '- ');
    expect(listed.text).toBe('- one\n- two');
    expect(prefixLines(listed, '- ').text).toBe('one\ntwo');
    expect(prefixLines({ text: 'one\ntwo', start: 0, end: 7 }, '1. ').text).toBe('1. one\n2. two');
  });
  it('continues a list and ends it after an empty item', () => {
    expect(continueList({ text: '- one', start: 5, end: 5 })?.text).toBe('- one\n- ');
    expect(continueList({ text: '2. b', start: 4, end: 4 })?.text).toBe('2. b\n3. ');
    expect(continueList({ text: '- [x] a', start: 7, end: 7 })?.text).toBe('- [x] a\n- [ ] ');
    expect(continueList({ text: '- one\n- ', start: 8, end: 8 })?.text).toBe('- one\n');
    expect(continueList({ text: 'plain', start: 5, end: 5 })).toBeNull();
  });
});

describe('countText', () => {
  it('counts what a person sees', () => {
    expect(countText('')).toEqual({ characters: 0, words: 0 });
    expect(countText('Hi 👩‍👩‍👧‍👦, ok?')).toEqual({ characters: 9, words: 2 });
    expect(countText('naïve café')).toEqual({ characters: 10, words: 2 });
  });
});
