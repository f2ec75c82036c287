import type { Category } from "./types";

export interface ImportColumn {
  list_id: string;
  name?: string;
  category?: Category;
}

/** What a Trello export holds. */
export interface ImportCounts {
  lists: number;
  lists_archived: number;
  cards: number;
  cards_archived: number;
  comments: number;
  members: number;
  former_members: number;
  labels: number;
  checklists: number;
  checklist_items: number;
  due_dates: number;
  start_dates: number;
  attachments: number;
  list_moves: number;
  actions: number;
}

export interface ImportLinks {
  resolved: number;
  ambiguous: number;
  unresolved: number;
  cards: number;
  mentions: number;
  unknown_mentions: number;
}

export interface ImportPreview {
  name: string;
  description: string;
  /** A name and a key to begin with. */
  project: { name: string; key: string };
  counts: ImportCounts;
  /** The export is cut off where Trello cuts: older history is missing. */
  cut: boolean;
  /** They become columns, in this order. */
  lists: { id: string; name: string; category: Category; guess: "name" | "position"; archived: boolean; cards: number }[];
  labels: { id: string; name: string; color: string; uses: number; label_id: string | null }[];
  people: {
    id: string;
    name: string;
    username: string;
    former: boolean;
    /** Null makes a placeholder. */
    member_id: string | null;
    by: "" | "email" | "name";
    email?: string;
  }[];
  links: ImportLinks;
  /** What cannot be carried over, by kind. */
  left: { kind: string; count: number }[];
  /** What comes over changed; the places are titles of cards. */
  notices: { code: string; count: number; places?: string[] }[];
}

export interface ImportReport {
  columns: number;
  tasks: number;
  tasks_archived: number;
  comments: number;
  members: number;
  placeholders: number;
  labels: number;
  labels_made: number;
  checklists: number;
  due_dates: number;
  start_dates: number;
  list_moves: number;
  history: number;
  attachments: number;
  /** What the file holds, to compare. */
  in_file: ImportCounts;
  links: ImportLinks;
  left: ImportPreview["left"];
  notices: ImportPreview["notices"];
  milliseconds: number;
  error?: { code: string; message: string };
  undo?: "erased" | "trashed";
}

export interface Import {
  id: string;
  source: "trello";
  filename: string;
  state: "previewed" | "running" | "done" | "failed" | "undone";
  progress: { done: number; total: number };
  preview: ImportPreview;
  report: ImportReport | null;
  project_id: string | null;
  created_at: string;
  created_by: string;
  finished_at: string | null;
}
