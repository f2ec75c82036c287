-- +goose Up
-- Times are milliseconds since 1970 UTC; ids are UUIDv7 text; *_at that is NULL has not happened.

CREATE TABLE settings (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE accounts (
  id TEXT NOT NULL PRIMARY KEY,
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  name TEXT NOT NULL,
  initials TEXT NOT NULL,
  color TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  zone TEXT NOT NULL,
  locale TEXT NOT NULL,
  week_start INTEGER NOT NULL,
  preferences TEXT NOT NULL,
  failed_sign_ins INTEGER NOT NULL DEFAULT 0,
  locked_until INTEGER,
  created_at INTEGER NOT NULL,
  disabled_at INTEGER
) STRICT;
CREATE UNIQUE INDEX accounts_email ON accounts (email_key);

CREATE TABLE sessions (
  id TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  token_hash TEXT NOT NULL,
  user_agent TEXT NOT NULL,
  address TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  confirmed_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;
CREATE UNIQUE INDEX sessions_token ON sessions (token_hash);
CREATE INDEX sessions_account ON sessions (account_id);

CREATE TABLE api_tokens (
  id TEXT NOT NULL PRIMARY KEY,
  account_id TEXT NOT NULL REFERENCES accounts (id),
  name TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  prefix TEXT NOT NULL,
  scope TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  last_used_at INTEGER,
  expires_at INTEGER,
  revoked_at INTEGER
) STRICT;
CREATE UNIQUE INDEX api_tokens_token ON api_tokens (token_hash);
CREATE INDEX api_tokens_account ON api_tokens (account_id);

CREATE TABLE workspaces (
  id TEXT NOT NULL PRIMARY KEY,
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX workspaces_slug ON workspaces (slug);

-- Locked first by every change; no foreign key refers to it.
CREATE TABLE workspace_seq (
  workspace_id TEXT NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL,
  epoch TEXT NOT NULL
) STRICT;

CREATE TABLE members (
  workspace_id TEXT NOT NULL,
  id TEXT NOT NULL,
  account_id TEXT,
  name TEXT NOT NULL,
  initials TEXT NOT NULL,
  color TEXT NOT NULL,
  email TEXT,
  role TEXT NOT NULL,
  joined_at INTEGER NOT NULL,
  removed_at INTEGER,
  PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX members_account ON members (workspace_id, account_id);
CREATE INDEX members_by_account ON members (account_id);

CREATE TABLE invites (
  workspace_id TEXT NOT NULL,
  id TEXT NOT NULL,
  token_hash TEXT NOT NULL,
  role TEXT NOT NULL,
  claims_member_id TEXT,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  max_uses INTEGER,
  uses INTEGER NOT NULL DEFAULT 0,
  revoked_at INTEGER,
  PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX invites_token ON invites (token_hash);

CREATE TABLE labels (
  workspace_id TEXT NOT NULL,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  color TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX labels_name ON labels (workspace_id, name_key);

CREATE TABLE projects (
  workspace_id TEXT NOT NULL,
  id TEXT NOT NULL,
  key TEXT NOT NULL,
  name TEXT NOT NULL,
  color TEXT NOT NULL,
  icon TEXT NOT NULL,
  description TEXT NOT NULL,
  visibility TEXT NOT NULL,
  next_number INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  archived_at INTEGER,
  deleted_at INTEGER,
  deleted_by TEXT,
  hidden_at INTEGER,
  PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;

-- Every key that a project has or had; old links keep working.
CREATE TABLE project_keys (
  workspace_id TEXT NOT NULL,
  key TEXT NOT NULL,
  project_id TEXT NOT NULL,
  PRIMARY KEY (workspace_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE project_members (
  workspace_id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  member_id TEXT NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (workspace_id, project_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX project_members_member ON project_members (workspace_id, member_id);

CREATE TABLE favourites (
  workspace_id TEXT NOT NULL,
  member_id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  rank TEXT NOT NULL,
  PRIMARY KEY (workspace_id, member_id, project_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE columns (
  workspace_id TEXT NOT NULL,
  id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  name TEXT NOT NULL,
  category TEXT NOT NULL,
  color TEXT NOT NULL,
  rank TEXT NOT NULL,
  wip_limit INTEGER,
  archived_at INTEGER,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX columns_project ON columns (workspace_id, project_id, rank);

CREATE TABLE tasks (
  workspace_id TEXT NOT NULL,
  id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  description_version INTEGER NOT NULL,
  column_id TEXT NOT NULL,
  rank TEXT NOT NULL,
  priority INTEGER NOT NULL,
  estimate REAL,
  start_date TEXT,
  start_at INTEGER,
  start_zone TEXT,
  due_date TEXT,
  due_at INTEGER,
  due_zone TEXT,
  parent_id TEXT,
  created_at INTEGER NOT NULL,
  created_by TEXT,
  updated_at INTEGER NOT NULL,
  started_at INTEGER,
  completed_at INTEGER,
  closed_at INTEGER,
  archived_at INTEGER,
  deleted_at INTEGER,
  deleted_by TEXT,
  comment_count INTEGER NOT NULL DEFAULT 0,
  subtask_total INTEGER NOT NULL DEFAULT 0,
  subtask_done INTEGER NOT NULL DEFAULT 0,
  checklist_total INTEGER NOT NULL DEFAULT 0,
  checklist_done INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX tasks_column ON tasks (workspace_id, project_id, column_id, rank, id) WHERE deleted_at IS NULL AND archived_at IS NULL;
CREATE INDEX tasks_open ON tasks (workspace_id, project_id, id) WHERE deleted_at IS NULL AND archived_at IS NULL AND closed_at IS NULL;
CREATE INDEX tasks_closed ON tasks (workspace_id, project_id, closed_at, id) WHERE deleted_at IS NULL AND closed_at IS NOT NULL;
CREATE INDEX tasks_created ON tasks (workspace_id, project_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_parent ON tasks (workspace_id, parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX tasks_trash ON tasks (workspace_id, deleted_at) WHERE deleted_at IS NOT NULL;

-- Every PROJECT-NUMBER that a task has or had.
CREATE TABLE task_refs (
  workspace_id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  number INTEGER NOT NULL,
  task_id TEXT NOT NULL,
  PRIMARY KEY (workspace_id, project_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE task_assignees (
  workspace_id TEXT NOT NULL,
  task_id TEXT NOT NULL,
  member_id TEXT NOT NULL,
  PRIMARY KEY (workspace_id, task_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_assignees_member ON task_assignees (workspace_id, member_id, task_id);

CREATE TABLE task_labels (
  workspace_id TEXT NOT NULL,
  task_id TEXT NOT NULL,
  label_id TEXT NOT NULL,
  PRIMARY KEY (workspace_id, task_id, label_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_labels_label ON task_labels (workspace_id, label_id, task_id);

CREATE TABLE task_watchers (
  workspace_id TEXT NOT NULL,
  task_id TEXT NOT NULL,
  member_id TEXT NOT NULL,
  PRIMARY KEY (workspace_id, task_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_watchers_member ON task_watchers (workspace_id, member_id, task_id);

-- The facts that analytics is computed from, as they were at that moment.
CREATE TABLE status_history (
  workspace_id TEXT NOT NULL,
  id TEXT NOT NULL,
  task_id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  from_column_id TEXT,
  from_category TEXT,
  column_id TEXT NOT NULL,
  column_name TEXT NOT NULL,
  category TEXT NOT NULL,
  estimate REAL,
  actor_id TEXT,
  at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX status_history_task ON status_history (workspace_id, task_id, at);
CREATE INDEX status_history_project ON status_history (workspace_id, project_id, at);

CREATE TABLE comments (
  workspace_id TEXT NOT NULL,
  id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  task_id TEXT NOT NULL,
  author_id TEXT,
  body TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  edited_at INTEGER,
  deleted_at INTEGER,
  deleted_by TEXT,
  PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX comments_task ON comments (workspace_id, task_id, created_at, id);
CREATE INDEX comments_trash ON comments (workspace_id, deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE comment_reactions (
  workspace_id TEXT NOT NULL,
  comment_id TEXT NOT NULL,
  emoji TEXT NOT NULL,
  member_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, comment_id, emoji, member_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE activity (
  workspace_id TEXT NOT NULL,
  id TEXT NOT NULL,
  project_id TEXT,
  task_id TEXT,
  actor_id TEXT,
  kind TEXT NOT NULL,
  data TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX activity_task ON activity (workspace_id, task_id, at, id) WHERE task_id IS NOT NULL;
CREATE INDEX activity_project ON activity (workspace_id, project_id, at, id);

CREATE TABLE audit (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT,
  account_id TEXT,
  kind TEXT NOT NULL,
  target TEXT NOT NULL,
  data TEXT NOT NULL,
  address TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX audit_workspace ON audit (workspace_id, at);

-- The change log: transport for live clients and consumers, kept 45 days.
CREATE TABLE changes (
  workspace_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  n INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor_id TEXT,
  kind TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  op TEXT NOT NULL,
  data TEXT NOT NULL,
  scope TEXT NOT NULL,
  mutation_id TEXT,
  cause TEXT,
  traceparent TEXT,
  PRIMARY KEY (workspace_id, seq, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE mutations (
  actor_id TEXT NOT NULL,
  workspace_id TEXT NOT NULL,
  id TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
  secret INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (actor_id, workspace_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mutations_at ON mutations (at);

CREATE TABLE consumers (
  name TEXT NOT NULL,
  workspace_id TEXT NOT NULL,
  epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  retry_at INTEGER,
  error TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (workspace_id, name)
) STRICT, WITHOUT ROWID;

-- Changes that a consumer could not digest and has gone past.
CREATE TABLE parked_changes (
  workspace_id TEXT NOT NULL,
  name TEXT NOT NULL,
  epoch TEXT NOT NULL,
  seq INTEGER NOT NULL,
  error TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (workspace_id, name, epoch, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE jobs (
  id TEXT NOT NULL PRIMARY KEY,
  workspace_id TEXT,
  queue TEXT NOT NULL,
  kind TEXT NOT NULL,
  args TEXT NOT NULL,
  state TEXT NOT NULL,
  priority INTEGER NOT NULL,
  run_at INTEGER NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  max_attempts INTEGER NOT NULL,
  lease_token TEXT,
  lease_until INTEGER,
  unique_key TEXT,
  error TEXT NOT NULL DEFAULT '',
  traceparent TEXT NOT NULL DEFAULT '',
  created_at INTEGER NOT NULL,
  finished_at INTEGER
) STRICT;
CREATE INDEX jobs_due ON jobs (queue, priority, run_at, id) WHERE state = 'queued';
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE state = 'running';
CREATE UNIQUE INDEX jobs_unique ON jobs (unique_key) WHERE state = 'queued' AND unique_key IS NOT NULL;

CREATE TABLE periodic (
  name TEXT NOT NULL PRIMARY KEY,
  last_slot INTEGER NOT NULL
) STRICT;

CREATE TABLE imports (
  workspace_id TEXT NOT NULL,
  id TEXT NOT NULL,
  source TEXT NOT NULL,
  filename TEXT NOT NULL,
  state TEXT NOT NULL,
  stored_name TEXT NOT NULL,
  project_id TEXT,
  settings TEXT NOT NULL,
  preview TEXT NOT NULL,
  report TEXT NOT NULL,
  undo TEXT NOT NULL,
  done INTEGER NOT NULL DEFAULT 0,
  total INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  created_by TEXT NOT NULL,
  finished_at INTEGER,
  PRIMARY KEY (workspace_id, id)
) STRICT, WITHOUT ROWID;

INSERT INTO settings (key, value) VALUES ('oldest_binary', '1');

-- +goose Down
DROP TABLE imports; DROP TABLE periodic; DROP TABLE jobs; DROP TABLE parked_changes; DROP TABLE consumers; DROP TABLE mutations; DROP TABLE changes;
DROP TABLE audit; DROP TABLE activity; DROP TABLE comment_reactions; DROP TABLE comments; DROP TABLE status_history;
DROP TABLE task_watchers; DROP TABLE task_labels; DROP TABLE task_assignees; DROP TABLE task_refs; DROP TABLE tasks;
DROP TABLE columns; DROP TABLE favourites; DROP TABLE project_members; DROP TABLE project_keys; DROP TABLE projects;
DROP TABLE labels; DROP TABLE invites; DROP TABLE members; DROP TABLE workspace_seq; DROP TABLE workspaces;
DROP TABLE api_tokens; DROP TABLE sessions; DROP TABLE accounts; DROP TABLE settings;
