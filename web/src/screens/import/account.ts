// What a file holds and what an import made of it, as lines that a person can go through.
import { t } from '../../i18n';
import type { ImportCounts, ImportLinks, ImportReport } from '../../models/import';

/** The things that are counted, in the order in which they are told. */
export type FigureKey =
  | 'columns'
  | 'cards'
  | 'comments'
  | 'people'
  | 'labels'
  | 'checklists'
  | 'due_dates'
  | 'start_dates'
  | 'attachments'
  | 'list_moves'
  | 'links'
  | 'mentions';

/** One line: a thing, how many there are, out of how many, and what else is to be said. */
export type Figure = { key: FigureKey; count: number; of?: number; notes: readonly string[] };

/** Without lines that say nothing: none there, none expected. */
function told(figures: readonly Figure[]): Figure[] {
  return figures.filter((figure) => figure.count > 0 || (figure.of ?? 0) > 0 || figure.notes.length > 0);
}

function links(from: ImportLinks): Figure[] {
  return [
    {
      key: 'links',
      count: from.resolved + from.cards,
      of: from.resolved + from.cards + from.ambiguous + from.unresolved,
      notes: [
        from.ambiguous > 0 ? t('imports.links_ambiguous', { count: from.ambiguous }) : '',
        from.unresolved > 0 ? t('imports.links_unresolved', { count: from.unresolved }) : '',
      ].filter(Boolean),
    },
    {
      key: 'mentions',
      count: from.mentions,
      of: from.mentions + from.unknown_mentions,
      notes: from.unknown_mentions > 0 ? [t('imports.mentions_unknown', { count: from.unknown_mentions })] : [],
    },
  ];
}

/** What is in the file, before anything is imported. */
export function contentsOf(counts: ImportCounts, found: ImportLinks): Figure[] {
  return told([
    {
      key: 'columns',
      count: counts.lists,
      notes: counts.lists_archived > 0 ? [t('imports.archived', { count: counts.lists_archived })] : [],
    },
    {
      key: 'cards',
      count: counts.cards,
      notes: counts.cards_archived > 0 ? [t('imports.archived', { count: counts.cards_archived })] : [],
    },
    { key: 'comments', count: counts.comments, notes: [] },
    {
      key: 'people',
      count: counts.members + counts.former_members,
      notes: counts.former_members > 0 ? [t('imports.former', { count: counts.former_members })] : [],
    },
    { key: 'labels', count: counts.labels, notes: [] },
    {
      key: 'checklists',
      count: counts.checklists,
      notes: counts.checklist_items > 0 ? [t('imports.items', { count: counts.checklist_items })] : [],
    },
    { key: 'due_dates', count: counts.due_dates, notes: [] },
    { key: 'start_dates', count: counts.start_dates, notes: [] },
    { key: 'attachments', count: counts.attachments, notes: [] },
    { key: 'list_moves', count: counts.list_moves, notes: [t('imports.moves_note')] },
    ...links(found),
  ]).filter((figure) => figure.count > 0 || (figure.of ?? 0) > 0);
}

/** What came of everything in the file. */
export function accountOf(report: ImportReport): Figure[] {
  const file = report.in_file;
  const people = report.members + report.placeholders;
  const reused = report.labels - report.labels_made;
  return told([
    { key: 'columns', count: report.columns, of: Math.max(file.lists, report.columns), notes: [] },
    {
      key: 'cards',
      count: report.tasks,
      of: file.cards,
      notes: report.tasks_archived > 0 ? [t('imports.archived', { count: report.tasks_archived })] : [],
    },
    // A very long description goes on in comments, so there may be more of them than in the file.
    { key: 'comments', count: report.comments, of: Math.max(file.comments, report.comments), notes: [] },
    {
      key: 'people',
      count: people,
      of: Math.max(file.members, people),
      notes: [
        report.members > 0 ? t('imports.people_found', { count: report.members }) : '',
        report.placeholders > 0 ? t('imports.people_placeholders', { count: report.placeholders }) : '',
      ].filter(Boolean),
    },
    {
      key: 'labels',
      count: report.labels,
      of: Math.max(file.labels, report.labels),
      notes: reused > 0 ? [t('imports.labels_reused', { count: reused })] : [],
    },
    {
      key: 'checklists',
      count: report.checklists,
      of: file.checklists,
      notes: file.checklist_items > 0 ? [t('imports.items', { count: file.checklist_items })] : [],
    },
    { key: 'due_dates', count: report.due_dates, of: file.due_dates, notes: [] },
    { key: 'start_dates', count: report.start_dates, of: file.start_dates, notes: [] },
    { key: 'attachments', count: report.attachments, of: file.attachments, notes: [] },
    {
      key: 'list_moves',
      count: report.list_moves,
      of: file.list_moves,
      notes: file.list_moves > 0 ? [t('imports.moves_became', { count: report.list_moves, total: file.list_moves })] : [],
    },
    ...links(report.links),
  ]);
}
