// What the API speaks, by hand from its contract. Times are RFC 3339 in UTC
// with milliseconds, dates are "YYYY-MM-DD", ids are UUIDv7 text. In a PATCH an
// absent field is unchanged and null clears it.

export type Theme = "system" | "light" | "dark";
export type Role = "owner" | "admin" | "member" | "guest";
export type ProjectRole = "admin" | "editor" | "commenter" | "viewer";
export type Visibility = "workspace" | "private";
export type Priority = "none" | "low" | "medium" | "high" | "urgent";
export type Category = "backlog" | "todo" | "in_progress" | "done" | "cancelled";
export type TokenScope = "read" | "write";

export interface Instance {
  name: string;
  version: string;
  setup_required: boolean;
  setup_code_required: boolean;
  sign_up_open: boolean;
  secure: boolean;
}

export interface Preferences {
  theme: Theme;
  confetti: boolean;
  shortcuts: boolean;
}

/** A person who signs in. Inside a workspace people are members. */
export interface Account {
  id: string;
  email: string;
  name: string;
  initials: string;
  color: string;
  zone: string;
  locale: string;
  /** 0 is Sunday, 1 is Monday. */
  week_start: number;
  preferences: Preferences;
  created_at: string;
}

export interface Membership {
  id: string;
  slug: string;
  name: string;
  role: Role;
  member_id: string;
}

export interface Me extends Account {
  workspaces: Membership[];
  session?: { id: string; expires_at: string } | null;
}

export interface Session {
  id: string;
  created_at: string;
  last_seen_at?: string | null;
  expires_at: string;
  user_agent?: string;
  ip?: string;
  current?: boolean;
}

export interface Token {
  id: string;
  name: string;
  /** How the token begins, to recognise it by. */
  prefix?: string;
  scope: TokenScope;
  created_at: string;
  expires_at: string | null;
  last_used_at?: string | null;
  /** Only in the reply that made it. */
  token?: string;
}

export interface Workspace {
  id: string;
  slug: string;
  name: string;
  created_at: string;
}

/** A person inside one workspace; every id of a person in a workspace is one of these. */
export interface Member {
  id: string;
  account_id?: string | null;
  name: string;
  initials: string;
  color: string;
  role: Role;
  /** Absent for guests, who may not see it. */
  email?: string;
  /** Came with an import and has no account. */
  placeholder: boolean;
  removed_at: string | null;
  joined_at: string;
}

/** Who the signed-in person is in this workspace. */
export interface MeRow {
  id: string;
  member_id: string;
  role: Role;
  account_id: string;
}

export interface Invite {
  id: string;
  role: Role;
  created_by: string;
  created_at: string;
  expires_at: string | null;
  max_uses?: number | null;
  uses: number;
  revoked_at: string | null;
  claims_member_id?: string | null;
  /** Only in the reply that made it. */
  link?: string;
}

export interface InvitePreview {
  workspace_name: string;
  role: Role;
  invited_by: string;
  expires_at: string | null;
  claims_name?: string;
}

export interface Label {
  id: string;
  name: string;
  color: string;
}

export interface Project {
  id: string;
  key: string;
  name: string;
  color: string;
  icon: string;
  description: string;
  visibility: Visibility;
  archived_at: string | null;
  created_at: string;
  created_by: string;
  /** In replies of the API; models add it to rows of the log. */
  my_role?: ProjectRole;
}

export interface Column {
  id: string;
  project_id: string;
  name: string;
  category: Category;
  color: string;
  rank: string;
  wip_limit: number | null;
  archived_at: string | null;
}

export interface ProjectMember {
  /** "<project id>:<member id>" */
  id: string;
  project_id: string;
  member_id: string;
  role: ProjectRole;
}

export interface Favourite {
  /** The project's id. */
  id: string;
  rank: string;
}

export interface TextCounts {
  characters: number;
  words: number;
}

export interface Task {
  id: string;
  project_id: string;
  /** 0 until the server has numbered a task made here. */
  number: number;
  /** "WEB-42"; empty until the server has numbered a task made here. */
  key: string;
  title: string;
  column_id: string;
  rank: string;
  priority: Priority;
  estimate: number | null;
  start_date: string | null;
  start_at: string | null;
  start_zone: string | null;
  due_date: string | null;
  /** With an instant, due_date is its local date in due_zone. */
  due_at: string | null;
  due_zone: string | null;
  parent_id: string | null;
  assignees: string[];
  labels: string[];
  watchers: string[];
  created_at: string;
  /** Null when it came with an import. */
  created_by: string | null;
  updated_at: string;
  started_at: string | null;
  completed_at: string | null;
  /** Set when the task is done or cancelled. */
  closed_at: string | null;
  archived_at: string | null;
  deleted_at: string | null;
  comment_count: number;
  subtask_total: number;
  subtask_done: number;
  checklist_total: number;
  checklist_done: number;
  has_description: boolean;
  description_version: number;
  /** Markdown; absent until it has been loaded (see useTaskDetail). */
  description?: string;
  counts?: { title: TextCounts; description: TextCounts };
}

export interface Reaction {
  emoji: string;
  members: string[];
}

export interface Comment {
  id: string;
  task_id: string;
  project_id: string;
  /** Null when it came with an import from nobody known. */
  author_id: string | null;
  body: string;
  created_at: string;
  edited_at: string | null;
  deleted_at: string | null;
  reactions: Reaction[];
  counts?: TextCounts;
}

export interface Activity {
  id: string;
  task_id?: string | null;
  project_id: string;
  actor_id: string | null;
  /** "task.created", "task.moved", "comment.added", "column.renamed", … */
  kind: string;
  data: Record<string, unknown>;
  at: string;
}

export interface MyTask extends Task {
  project: { key: string; name: string; color: string };
}

export interface MyTasks {
  overdue: MyTask[];
  today: MyTask[];
  upcoming: MyTask[];
  no_date: MyTask[];
  completed: MyTask[];
}

export interface TrashItem {
  kind: "task" | "project" | "comment";
  id: string;
  title: string;
  project_id: string;
  /** Of a comment: its task. */
  task_id?: string;
  deleted_at: string;
  deleted_by: string | null;
  purge_at: string;
}

export interface Present {
  member_id: string;
  client_id: string;
  project_id?: string | null;
  task_id?: string | null;
  typing?: boolean;
}

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export interface FieldError {
  /** The request's field, as "title". */
  field: string;
  code: string;
  message: string;
  params?: Record<string, unknown>;
}

/** application/problem+json */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  request_id?: string;
  errors?: FieldError[];
  /** With "stale": what is there now. */
  current?: { description: string; description_version: number };
}
