import { describe, expect, it } from 'vitest';
import '../../i18n/areas';
import type { ImportCounts, ImportReport } from '../../models/import';
import { accountOf, contentsOf } from './account';

const file: ImportCounts = {
  lists: 7,
  lists_archived: 0,
  cards: 40,
  cards_archived: 1,
  comments: 17,
  members: 8,
  former_members: 0,
  labels: 8,
  checklists: 2,
  checklist_items: 5,
  due_dates: 2,
  start_dates: 0,
  attachments: 0,
  list_moves: 48,
  actions: 361,
};
const links = { resolved: 6, ambiguous: 0, unresolved: 0, cards: 0, mentions: 12, unknown_mentions: 0 };
const report: ImportReport = {
  columns: 7,
  tasks: 40,
  tasks_archived: 1,
  comments: 17,
  members: 1,
  placeholders: 7,
  labels: 8,
  labels_made: 8,
  checklists: 2,
  due_dates: 2,
  start_dates: 0,
  list_moves: 48,
  history: 88,
  attachments: 0,
  in_file: file,
  links,
  left: [],
  notices: [],
  milliseconds: 59,
};

function lines(figures: ReturnType<typeof accountOf>): string[] {
  return figures.map(({ key, count, of, notes }) => [key, of === undefined ? count : `${count}/${of}`, ...notes].join(' | '));
}

describe('the account of an import', () => {
  it('tells what is in the file', () => {
    expect(lines(contentsOf(file, links))).toEqual([
      'columns | 7',
      'cards | 40 | 1 archived',
      'comments | 17',
      'people | 8',
      'labels | 8',
      'checklists | 2 | 5 items',
      'due_dates | 2',
      'list_moves | 48 | They become the history of each task.',
      'links | 6/6',
      'mentions | 12/12',
    ]);
  });
  it('tells what became of everything', () => {
    expect(lines(accountOf(report))).toEqual([
      'columns | 7/7',
      'cards | 40/40 | 1 archived',
      'comments | 17/17',
      'people | 8/8 | 1 found here | 7 placeholders',
      'labels | 8/8',
      'checklists | 2/2 | 5 items',
      'due_dates | 2/2',
      'list_moves | 48/48 | 48 of 48 became the history of each task.',
      'links | 6/6',
      'mentions | 12/12',
    ]);
  });
  it('says what fell short, and why', () => {
    const short = accountOf({
      ...report,
      tasks: 39,
      labels_made: 5,
      links: { ...links, ambiguous: 2, unresolved: 1, unknown_mentions: 1 },
    });
    expect(lines(short)).toEqual(
      expect.arrayContaining([
        'cards | 39/40 | 1 archived',
        'labels | 8/8 | 3 were here already',
        'links | 6/9 | 2 fit several cards and stay text | 1 fits no card and stays text',
        'mentions | 12/13 | 1 names nobody on the board and stays text',
      ]),
    );
  });
});
