-- +goose Up
-- Times are milliseconds since 1970 UTC; ids are UUIDv7 text; *_at that is NULL has not happened.

CREATE TABLE settings (
  key TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  value TEXT COLLATE "C" NOT NULL
);

CREATE TABLE accounts (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  email TEXT COLLATE "C" NOT NULL,
  email_key TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  initials TEXT COLLATE "C" NOT NULL,
  color TEXT COLLATE "C" NOT NULL,
  password_hash TEXT COLLATE "C" NOT NULL,
  zone TEXT COLLATE "C" NOT NULL,
  locale TEXT COLLATE "C" NOT NULL,
  week_start BIGINT NOT NULL,
  preferences TEXT COLLATE "C" NOT NULL,
  failed_sign_ins BIGINT NOT NULL DEFAULT 0,
  locked_until BIGINT,
  created_at BIGINT NOT NULL,
  disabled_at BIGINT
);
CREATE UNIQUE INDEX accounts_email ON accounts (email_key);

CREATE TABLE sessions (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  token_hash TEXT COLLATE "C" NOT NULL,
  user_agent TEXT COLLATE "C" NOT NULL,
  address TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  confirmed_at BIGINT NOT NULL,
  last_seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE UNIQUE INDEX sessions_token ON sessions (token_hash);
CREATE INDEX sessions_account ON sessions (account_id);

CREATE TABLE api_tokens (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  account_id TEXT COLLATE "C" NOT NULL REFERENCES accounts (id),
  name TEXT COLLATE "C" NOT NULL,
  token_hash TEXT COLLATE "C" NOT NULL,
  prefix TEXT COLLATE "C" NOT NULL,
  scope TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  last_used_at BIGINT,
  expires_at BIGINT,
  revoked_at BIGINT
);
CREATE UNIQUE INDEX api_tokens_token ON api_tokens (token_hash);
CREATE INDEX api_tokens_account ON api_tokens (account_id);

CREATE TABLE workspaces (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  slug TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  deleted_at BIGINT
);
CREATE UNIQUE INDEX workspaces_slug ON workspaces (slug);

-- Locked first by every change; no foreign key refers to it.
CREATE TABLE workspace_seq (
  workspace_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  seq BIGINT NOT NULL,
  epoch TEXT COLLATE "C" NOT NULL
);

CREATE TABLE members (
  workspace_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  account_id TEXT COLLATE "C",
  name TEXT COLLATE "C" NOT NULL,
  initials TEXT COLLATE "C" NOT NULL,
  color TEXT COLLATE "C" NOT NULL,
  email TEXT COLLATE "C",
  role TEXT COLLATE "C" NOT NULL,
  joined_at BIGINT NOT NULL,
  removed_at BIGINT,
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX members_account ON members (workspace_id, account_id);
CREATE INDEX members_by_account ON members (account_id);

CREATE TABLE invites (
  workspace_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  token_hash TEXT COLLATE "C" NOT NULL,
  role TEXT COLLATE "C" NOT NULL,
  claims_member_id TEXT COLLATE "C",
  created_by TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  max_uses BIGINT,
  uses BIGINT NOT NULL DEFAULT 0,
  revoked_at BIGINT,
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX invites_token ON invites (token_hash);

CREATE TABLE labels (
  workspace_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  color TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE UNIQUE INDEX labels_name ON labels (workspace_id, name_key);

CREATE TABLE projects (
  workspace_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  color TEXT COLLATE "C" NOT NULL,
  icon TEXT COLLATE "C" NOT NULL,
  description TEXT COLLATE "C" NOT NULL,
  visibility TEXT COLLATE "C" NOT NULL,
  next_number BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  created_by TEXT COLLATE "C" NOT NULL,
  archived_at BIGINT,
  deleted_at BIGINT,
  deleted_by TEXT COLLATE "C",
  hidden_at BIGINT,
  PRIMARY KEY (workspace_id, id)
);

-- Every key that a project has or had; old links keep working.
CREATE TABLE project_keys (
  workspace_id TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  project_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, key)
);

CREATE TABLE project_members (
  workspace_id TEXT COLLATE "C" NOT NULL,
  project_id TEXT COLLATE "C" NOT NULL,
  member_id TEXT COLLATE "C" NOT NULL,
  role TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, project_id, member_id)
);
CREATE INDEX project_members_member ON project_members (workspace_id, member_id);

CREATE TABLE favourites (
  workspace_id TEXT COLLATE "C" NOT NULL,
  member_id TEXT COLLATE "C" NOT NULL,
  project_id TEXT COLLATE "C" NOT NULL,
  rank TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, member_id, project_id)
);

CREATE TABLE columns (
  workspace_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  project_id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  category TEXT COLLATE "C" NOT NULL,
  color TEXT COLLATE "C" NOT NULL,
  rank TEXT COLLATE "C" NOT NULL,
  wip_limit BIGINT,
  archived_at BIGINT,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX columns_project ON columns (workspace_id, project_id, rank);

CREATE TABLE tasks (
  workspace_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  project_id TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  title TEXT COLLATE "C" NOT NULL,
  description TEXT COLLATE "C" NOT NULL,
  description_version BIGINT NOT NULL,
  column_id TEXT COLLATE "C" NOT NULL,
  rank TEXT COLLATE "C" NOT NULL,
  priority BIGINT NOT NULL,
  estimate DOUBLE PRECISION,
  start_date TEXT COLLATE "C",
  start_at BIGINT,
  start_zone TEXT COLLATE "C",
  due_date TEXT COLLATE "C",
  due_at BIGINT,
  due_zone TEXT COLLATE "C",
  parent_id TEXT COLLATE "C",
  created_at BIGINT NOT NULL,
  created_by TEXT COLLATE "C",
  updated_at BIGINT NOT NULL,
  started_at BIGINT,
  completed_at BIGINT,
  closed_at BIGINT,
  archived_at BIGINT,
  deleted_at BIGINT,
  deleted_by TEXT COLLATE "C",
  comment_count BIGINT NOT NULL DEFAULT 0,
  subtask_total BIGINT NOT NULL DEFAULT 0,
  subtask_done BIGINT NOT NULL DEFAULT 0,
  checklist_total BIGINT NOT NULL DEFAULT 0,
  checklist_done BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX tasks_column ON tasks (workspace_id, project_id, column_id, rank, id) WHERE deleted_at IS NULL AND archived_at IS NULL;
CREATE INDEX tasks_open ON tasks (workspace_id, project_id, id) WHERE deleted_at IS NULL AND archived_at IS NULL AND closed_at IS NULL;
CREATE INDEX tasks_closed ON tasks (workspace_id, project_id, closed_at, id) WHERE deleted_at IS NULL AND closed_at IS NOT NULL;
CREATE INDEX tasks_created ON tasks (workspace_id, project_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX tasks_parent ON tasks (workspace_id, parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX tasks_trash ON tasks (workspace_id, deleted_at) WHERE deleted_at IS NOT NULL;

-- Every PROJECT-NUMBER that a task has or had.
CREATE TABLE task_refs (
  workspace_id TEXT COLLATE "C" NOT NULL,
  project_id TEXT COLLATE "C" NOT NULL,
  number BIGINT NOT NULL,
  task_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, project_id, number)
);

CREATE TABLE task_assignees (
  workspace_id TEXT COLLATE "C" NOT NULL,
  task_id TEXT COLLATE "C" NOT NULL,
  member_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, task_id, member_id)
);
CREATE INDEX task_assignees_member ON task_assignees (workspace_id, member_id, task_id);

CREATE TABLE task_labels (
  workspace_id TEXT COLLATE "C" NOT NULL,
  task_id TEXT COLLATE "C" NOT NULL,
  label_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, task_id, label_id)
);
CREATE INDEX task_labels_label ON task_labels (workspace_id, label_id, task_id);

CREATE TABLE task_watchers (
  workspace_id TEXT COLLATE "C" NOT NULL,
  task_id TEXT COLLATE "C" NOT NULL,
  member_id TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (workspace_id, task_id, member_id)
);
CREATE INDEX task_watchers_member ON task_watchers (workspace_id, member_id, task_id);

-- The facts that analytics is computed from, as they were at that moment.
CREATE TABLE status_history (
  workspace_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  task_id TEXT COLLATE "C" NOT NULL,
  project_id TEXT COLLATE "C" NOT NULL,
  from_column_id TEXT COLLATE "C",
  from_category TEXT COLLATE "C",
  column_id TEXT COLLATE "C" NOT NULL,
  column_name TEXT COLLATE "C" NOT NULL,
  category TEXT COLLATE "C" NOT NULL,
  estimate DOUBLE PRECISION,
  actor_id TEXT COLLATE "C",
  at BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX status_history_task ON status_history (workspace_id, task_id, at);
CREATE INDEX status_history_project ON status_history (workspace_id, project_id, at);

CREATE TABLE comments (
  workspace_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  project_id TEXT COLLATE "C" NOT NULL,
  task_id TEXT COLLATE "C" NOT NULL,
  author_id TEXT COLLATE "C",
  body TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL,
  edited_at BIGINT,
  deleted_at BIGINT,
  deleted_by TEXT COLLATE "C",
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX comments_task ON comments (workspace_id, task_id, created_at, id);
CREATE INDEX comments_trash ON comments (workspace_id, deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE comment_reactions (
  workspace_id TEXT COLLATE "C" NOT NULL,
  comment_id TEXT COLLATE "C" NOT NULL,
  emoji TEXT COLLATE "C" NOT NULL,
  member_id TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, comment_id, emoji, member_id)
);

CREATE TABLE activity (
  workspace_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  project_id TEXT COLLATE "C",
  task_id TEXT COLLATE "C",
  actor_id TEXT COLLATE "C",
  kind TEXT COLLATE "C" NOT NULL,
  data TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, id)
);
CREATE INDEX activity_task ON activity (workspace_id, task_id, at, id) WHERE task_id IS NOT NULL;
CREATE INDEX activity_project ON activity (workspace_id, project_id, at, id);

CREATE TABLE audit (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  workspace_id TEXT COLLATE "C",
  account_id TEXT COLLATE "C",
  kind TEXT COLLATE "C" NOT NULL,
  target TEXT COLLATE "C" NOT NULL,
  data TEXT COLLATE "C" NOT NULL,
  address TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL
);
CREATE INDEX audit_workspace ON audit (workspace_id, at);

-- The change log: transport for live clients and consumers, kept 45 days.
CREATE TABLE changes (
  workspace_id TEXT COLLATE "C" NOT NULL,
  seq BIGINT NOT NULL,
  n BIGINT NOT NULL,
  at BIGINT NOT NULL,
  actor_id TEXT COLLATE "C",
  kind TEXT COLLATE "C" NOT NULL,
  entity_id TEXT COLLATE "C" NOT NULL,
  op TEXT COLLATE "C" NOT NULL,
  data TEXT COLLATE "C" NOT NULL,
  scope TEXT COLLATE "C" NOT NULL,
  mutation_id TEXT COLLATE "C",
  cause TEXT COLLATE "C",
  traceparent TEXT COLLATE "C",
  PRIMARY KEY (workspace_id, seq, n)
);

CREATE TABLE mutations (
  actor_id TEXT COLLATE "C" NOT NULL,
  workspace_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  request_hash TEXT COLLATE "C" NOT NULL,
  entity_id TEXT COLLATE "C" NOT NULL,
  epoch TEXT COLLATE "C" NOT NULL,
  seq BIGINT NOT NULL,
  secret BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (actor_id, workspace_id, id)
);
CREATE INDEX mutations_at ON mutations (at);

CREATE TABLE consumers (
  name TEXT COLLATE "C" NOT NULL,
  workspace_id TEXT COLLATE "C" NOT NULL,
  epoch TEXT COLLATE "C" NOT NULL,
  seq BIGINT NOT NULL,
  failures BIGINT NOT NULL DEFAULT 0,
  retry_at BIGINT,
  error TEXT COLLATE "C" NOT NULL DEFAULT '',
  PRIMARY KEY (workspace_id, name)
);

-- Changes that a consumer could not digest and has gone past.
CREATE TABLE parked_changes (
  workspace_id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  epoch TEXT COLLATE "C" NOT NULL,
  seq BIGINT NOT NULL,
  error TEXT COLLATE "C" NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, name, epoch, seq)
);

CREATE TABLE jobs (
  id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  workspace_id TEXT COLLATE "C",
  queue TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  args TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  priority BIGINT NOT NULL,
  run_at BIGINT NOT NULL,
  attempt BIGINT NOT NULL DEFAULT 0,
  max_attempts BIGINT NOT NULL,
  lease_token TEXT COLLATE "C",
  lease_until BIGINT,
  unique_key TEXT COLLATE "C",
  error TEXT COLLATE "C" NOT NULL DEFAULT '',
  traceparent TEXT COLLATE "C" NOT NULL DEFAULT '',
  created_at BIGINT NOT NULL,
  finished_at BIGINT
);
CREATE INDEX jobs_due ON jobs (queue, priority, run_at, id) WHERE state = 'queued';
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE state = 'running';
CREATE UNIQUE INDEX jobs_unique ON jobs (unique_key) WHERE state = 'queued' AND unique_key IS NOT NULL;

CREATE TABLE periodic (
  name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
  last_slot BIGINT NOT NULL
);

CREATE TABLE imports (
  workspace_id TEXT COLLATE "C" NOT NULL,
  id TEXT COLLATE "C" NOT NULL,
  source TEXT COLLATE "C" NOT NULL,
  filename TEXT COLLATE "C" NOT NULL,
  state TEXT COLLATE "C" NOT NULL,
  stored_name TEXT COLLATE "C" NOT NULL,
  project_id TEXT COLLATE "C",
  settings TEXT COLLATE "C" NOT NULL,
  preview TEXT COLLATE "C" NOT NULL,
  report TEXT COLLATE "C" NOT NULL,
  undo TEXT COLLATE "C" NOT NULL,
  done BIGINT NOT NULL DEFAULT 0,
  total BIGINT NOT NULL DEFAULT 0,
  created_at BIGINT NOT NULL,
  created_by TEXT COLLATE "C" NOT NULL,
  finished_at BIGINT,
  PRIMARY KEY (workspace_id, id)
);

INSERT INTO settings (key, value) VALUES ('oldest_binary', '1');

-- +goose Down
DROP TABLE imports; DROP TABLE periodic; DROP TABLE jobs; DROP TABLE parked_changes; DROP TABLE consumers; DROP TABLE mutations; DROP TABLE changes;
DROP TABLE audit; DROP TABLE activity; DROP TABLE comment_reactions; DROP TABLE comments; DROP TABLE status_history;
DROP TABLE task_watchers; DROP TABLE task_labels; DROP TABLE task_assignees; DROP TABLE task_refs; DROP TABLE tasks;
DROP TABLE columns; DROP TABLE favourites; DROP TABLE project_members; DROP TABLE project_keys; DROP TABLE projects;
DROP TABLE labels; DROP TABLE invites; DROP TABLE members; DROP TABLE workspace_seq; DROP TABLE workspaces;
DROP TABLE api_tokens; DROP TABLE sessions; DROP TABLE accounts; DROP TABLE settings;
