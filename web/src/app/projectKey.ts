/** What a project key looks like. */
export const projectKeyPattern = /^[A-Z][A-Z0-9]{0,9}$/;

/** A project key made of a name: the initials of its words, or its first letters. */
export function suggestKey(name: string, taken: ReadonlySet<string>): string {
  const words = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter(Boolean);
  const letters = words.join('').replace(/^[0-9]+/, '');
  const initials = words
    .map((word) => word[0])
    .join('')
    .replace(/^[0-9]+/, '');
  const base = (initials.length >= 2 ? initials.slice(0, 4) : letters.slice(0, 3)) || 'P';
  let key = base;
  for (let number = 2; taken.has(key); number++) key = `${base}${number}`;
  return key;
}
