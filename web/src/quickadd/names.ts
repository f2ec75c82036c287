// How a typed name finds the thing that it names.

/** A name in the form that comparisons use: no case, no accents, one hyphen for every gap. */
export function plainName(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[\s._-]+/g, '-')
    .replace(/^-|-$/g, '');
}

/**
 * The one name that is meant: the same name, else the only one with such a first word, else the only one
 * that begins with it (from two letters on). Several candidates are no answer.
 */
export function findName(asked: string, names: readonly string[]): string | undefined {
  const plain = plainName(asked);
  if (plain === '') return undefined;
  const forms = names.map((name) => ({ name, form: plainName(name) }));
  const same = forms.filter(({ form }) => form === plain);
  if (same.length > 0) return same[0]!.name;
  const first = forms.filter(({ form }) => form.split('-')[0] === plain);
  if (first.length === 1) return first[0]!.name;
  if (first.length > 1 || plain.length < 2) return undefined;
  const begins = forms.filter(({ form }) => form.startsWith(plain));
  return begins.length === 1 ? begins[0]!.name : undefined;
}
