// The messages of everything inside a workspace. Importing this file puts them into the catalogue.
import { addAreas } from './index';
import { board } from './en/board';
import { imports } from './en/imports';
import { list } from './en/list';
import { my_tasks } from './en/my-tasks';
import { project } from './en/project';
import { quick_add } from './en/quick-add';
import { settings } from './en/settings';
import { shell } from './en/shell';
import { task } from './en/task';
import { workspace } from './en/workspace';

/** The areas that arrive with the workspace. */
export const workspaceAreas = {
  board,
  imports,
  list,
  my_tasks,
  project,
  quick_add,
  settings,
  shell,
  task,
  workspace,
} as const;

addAreas(workspaceAreas);
