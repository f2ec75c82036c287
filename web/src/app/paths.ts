// Where things are. Screens build addresses with these and never by hand.

/** Addresses outside a workspace. */
export const signInPath = '/sign-in';
export const signUpPath = '/sign-up';
export const setupPath = '/setup';
export const welcomePath = '/welcome';

/** The address of an invite. */
export function invitePath(token: string): string {
  return `/invite/${encodeURIComponent(token)}`;
}

/** The address of a workspace; its My tasks. */
export function workspacePath(slug: string): string {
  return `/${slug}`;
}

/** Pages of a workspace that belong to no project. */
export type WorkspacePage =
  | 'my-tasks'
  | 'projects'
  | 'new-project'
  | 'import'
  | 'trash'
  | 'members'
  | 'labels'
  | 'workspace'
  | 'shortcuts'
  | 'settings/profile'
  | 'settings/security'
  | 'settings/sessions'
  | 'settings/tokens'
  | 'settings/appearance';

/** The address of a page of a workspace. */
export function pagePath(slug: string, page: WorkspacePage): string {
  return `/${slug}/${page}`;
}

/** How a project can be shown. */
export type ProjectView = 'board' | 'list' | 'settings';

/** The address of a project: `/acme/project/WEB/board`. */
export function projectPath(slug: string, key: string, view: ProjectView = 'board'): string {
  return `/${slug}/project/${key}/${view}`;
}

/** The address of a task: `/acme/task/WEB-42`. */
export function taskPath(slug: string, key: string): string {
  return `/${slug}/task/${key}`;
}
