// Every text that a person reads comes from here. One file per area and language in i18n/<language>/;
// a new area is imported and named in areas.ts, and its keys are typed from then on: t('board.empty_title').
import { chooseSentence, splitPlaces } from './message';
import type { Message, ValueArgs } from './message';
import { app } from './en/app';
import { auth } from './en/auth';
import { ui } from './en/ui';
// Only the types: these areas arrive with the workspace (areas.ts), so that signing in stays small.
import type { workspaceAreas } from './areas';

const catalogue = { app, auth, ui };

/** Adds the messages of areas that were fetched later. */
export function addAreas(areas: typeof workspaceAreas): void {
  Object.assign(catalogue, areas);
}

type Catalogue = typeof catalogue & typeof workspaceAreas;

/** Every key of the catalogue: `area.message`. */
export type MessageKey = {
  [Area in keyof Catalogue & string]: `${Area}.${keyof Catalogue[Area] & string}`;
}[keyof Catalogue & string];

/** The message behind a key, as written in English. */
export type MessageOf<Key extends MessageKey> = Key extends `${infer Area}.${infer Name}`
  ? Area extends keyof Catalogue
    ? Name extends keyof Catalogue[Area]
      ? Catalogue[Area][Name]
      : never
    : never
  : never;

/** Keys whose message has no places: those that can be passed around as data. */
export type PlainMessageKey = {
  [Key in MessageKey]: ValueArgs<MessageOf<Key>, string> extends [] ? Key : never;
}[MessageKey];

/** The language of the texts. English is the only one so far. */
export const messageLocale = 'en';

/** The message as stored, with its places open. */
export function findMessage(key: MessageKey): Message {
  const dot = key.indexOf('.');
  const areas: Readonly<Record<string, Readonly<Record<string, Message>>>> = catalogue;
  return areas[key.slice(0, dot)]?.[key.slice(dot + 1)] ?? key;
}

const numbers = new Intl.NumberFormat(messageLocale);

/** The text of a message: `t('shell.tasks_moved', { count: 3 })`. */
export function t<Key extends MessageKey>(key: Key, ...[values]: ValueArgs<MessageOf<Key>, string | number>): string {
  const given = values as Readonly<Record<string, string | number>> | undefined;
  const pieces = splitPlaces(chooseSentence(findMessage(key), messageLocale, given));
  return pieces
    .map((piece, index) => {
      if (index % 2 === 0) return piece;
      const value = given?.[piece];
      return typeof value === 'number' ? numbers.format(value) : (value ?? '');
    })
    .join('');
}
