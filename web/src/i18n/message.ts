// The machinery of the catalogue: what a message is, which values it asks for, how it is put together.

/** A sentence, or a sentence per plural category (Intl.PluralRules) chosen by the value `count`. */
export type Message = string | PluralMessage;

/** A sentence for every plural category that the language needs; `other` is the one that always fits. */
export type PluralMessage = {
  readonly zero?: string;
  readonly one?: string;
  readonly two?: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
};

/** The names between braces in a sentence: `Names<"Hi {name}">` is "name". */
type Names<S> = S extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

/** The names of the values that a message asks for. */
export type ValueNames<M> = M extends string ? Names<M> : M extends PluralMessage ? 'count' | Names<M[keyof M]> : never;

/** The values of a message; `V` is what may stand in a place. */
export type Values<M, V> = { readonly [Name in ValueNames<M>]: Name extends 'count' ? number : V };

/** The arguments after the key: none for a message without places. */
export type ValueArgs<M, V> = [ValueNames<M>] extends [never] ? [] : [values: Values<M, V>];

const pluralRules = new Map<string, Intl.PluralRules>();

function pluralCategory(locale: string, count: number): Intl.LDMLPluralRule {
  let rules = pluralRules.get(locale);
  if (!rules) {
    rules = new Intl.PluralRules(locale);
    pluralRules.set(locale, rules);
  }
  return rules.select(count);
}

/** The sentence of a message for these values, its places still open. */
export function chooseSentence(
  message: Message,
  locale: string,
  values: Readonly<Record<string, unknown>> | undefined,
): string {
  if (typeof message === 'string') return message;
  const count = Number(values?.['count'] ?? 0);
  if (count === 0 && message.zero !== undefined) return message.zero;
  return message[pluralCategory(locale, count)] ?? message.other;
}

/** Cuts a sentence at its places: even entries are text, odd ones the names of values. */
export function splitPlaces(sentence: string): string[] {
  return sentence.split(/\{(\w+)\}/);
}
