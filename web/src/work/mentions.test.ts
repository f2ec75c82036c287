import { describe, expect, it } from 'vitest';
import { readMentions } from './mentions';

const ada = '01a1fb80-9162-732e-ac3d-04090b1a5635';
const ann = '01a1fb80-930b-7831-9fba-cab6b062d287';
const names = new Map([[ada, 'Ada King'], [ann, 'Ann']]);

describe('mentions', () => {
  it('are read by the name of today and stored as they were', () => {
    const source = `Ask @[Ada Lovelace](member:${ada}) and @[Ann](member:${ann}).`;
    const { text, restore } = readMentions(source, (id) => names.get(id));
    expect(text).toBe('Ask @Ada King and @Ann.');
    expect(restore(text)).toBe(source);
    expect(restore('Ask @Ann Lee, @Annabel and mail@Ann')).toBe(`Ask @[Ann](member:${ann}) Lee, @Annabel and mail@Ann`);
  });

  it('of somebody unknown keep the name that was written', () => {
    expect(readMentions(`@[Otto](member:${ada})`, () => undefined).text).toBe('@Otto');
  });

  it('leave other texts alone', () => {
    const { text, restore } = readMentions('[link](https://example.org) and @home', () => undefined);
    expect(text).toBe('[link](https://example.org) and @home');
    expect(restore(text)).toBe(text);
  });
});
