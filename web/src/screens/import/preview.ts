// What a preview and a report of an import say. They come as the server wrote them; what is missing is empty.
import type { Category } from '../../ui/StatusIcon';
import { categories } from '../../ui/StatusIcon';

/** A list of the board and what it would become. */
export type PreviewList = { id: string; name: string; category: Category; cards: number; archived: boolean };

/** A person of the board and who they would be here. */
export type PreviewPerson = { id: string; name: string; member: string | null };

/** Something left behind, or something to know. */
export type Remark = { code: string; count: number; places: readonly string[] };

/** What would be imported. */
export type Preview = {
  name: string;
  /** The key that the server suggests. */
  key: string;
  counts: Readonly<Record<string, number>>;
  lists: readonly PreviewList[];
  people: readonly PreviewPerson[];
  left: readonly Remark[];
  notices: readonly Remark[];
};

type Loose = Readonly<Record<string, unknown>>;

function object(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {};
}

function list(value: unknown): Loose[] {
  return Array.isArray(value) ? value.map(object) : [];
}

function text(...values: unknown[]): string {
  return values.find((value): value is string => typeof value === 'string' && value !== '') ?? '';
}

function remarks(value: unknown): Remark[] {
  return list(value).map((entry) => ({
    code: text(entry['code'], entry['kind']),
    count: Number(entry['count'] ?? 0),
    places: Array.isArray(entry['places']) ? entry['places'].map(String) : [],
  }));
}

/** Reads a preview or a report. */
export function readPreview(value: unknown): Preview {
  const from = object(value);
  const counts: Record<string, number> = {};
  for (const [name, count] of Object.entries(object(from['counts'] ?? value)))
    if (typeof count === 'number') counts[name] = count;
  return {
    name: text(from['name'], from['board_name'], from['project_name'], object(from['project'])['name']),
    key: text(object(from['project'])['key']),
    counts,
    lists: list(from['lists'] ?? from['columns']).map((entry) => ({
      id: text(entry['id'], entry['list_id']),
      name: text(entry['name']),
      category: categories.find((category) => category === entry['category']) ?? 'todo',
      cards: Number(entry['cards'] ?? 0),
      archived: entry['archived'] === true,
    })),
    people: list(from['people'] ?? from['members']).map((entry) => ({
      id: text(entry['id'], entry['username'], entry['name']),
      name: text(entry['name'], entry['username']),
      member: text(entry['member_id'], entry['matches_member_id']) || null,
    })),
    left: remarks(from['left'] ?? from['not_carried_over']),
    notices: remarks(from['notices']),
  };
}
