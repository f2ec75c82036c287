// Mentions are stored with the id of who is meant, @[Ada Lovelace](member:…), and read and written as @Ada Lovelace.

const stored = /@\[([^\]\n]{0,400})\]\(member:([0-9a-f-]{36})\)/g;

/** A text as people read and edit it, and the way back to what is stored. */
export type Readable = {
  text: string;
  /** Puts the ids back into an edited text, so that a mention keeps meaning the same person. */
  restore: (edited: string) => string;
};

/** Reads a stored text; a person who changed their name is shown by the new one. */
export function readMentions(source: string, nameOf: (id: string) => string | undefined): Readable {
  const meant = new Map<string, string>();
  const text = source.replace(stored, (_, written: string, id: string) => {
    const name = nameOf(id) ?? written;
    meant.set(name, `@[${written}](member:${id})`);
    return `@${name}`;
  });
  // The longest name first: "@Ann" is also the beginning of "@Ann Lee".
  const names = [...meant.keys()].sort((a, b) => b.length - a.length);
  if (names.length === 0) return { text, restore: (edited) => edited };
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])@(${names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})(?![\\p{L}\\p{N}])`, 'gu');
  return { text, restore: (edited) => edited.replace(pattern, (whole, name: string) => meant.get(name) ?? whole) };
}
