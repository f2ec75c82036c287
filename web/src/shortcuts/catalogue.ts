// Every keyboard shortcut, named once. Screens bind what they offer (see bind.ts); the palette lists what
// is bound right now, the shortcuts page lists all of it.
import type { PlainMessageKey } from '../i18n';

/** Where a shortcut is listed. */
export type ShortcutSection = 'general' | 'go' | 'list' | 'task';

/** One shortcut. */
export type Shortcut = {
  /** "c", "mod+k", "shift+x", or a sequence "g m". The first is shown; the others do the same. */
  readonly keys: readonly [string, ...string[]];
  readonly section: ShortcutSection;
  readonly title: PlainMessageKey;
  /** Also while a text field has the focus. */
  readonly inText?: boolean;
  /** Left out of the palette, where it would make no sense. */
  readonly unlisted?: boolean;
};

export const shortcuts = {
  'app.palette': { keys: ['mod+k'], section: 'general', title: 'shell.open_palette', inText: true, unlisted: true },
  'app.new_task': { keys: ['c'], section: 'general', title: 'shell.new_task' },
  'app.new_project': { keys: ['shift+p'], section: 'general', title: 'shell.new_project' },
  'app.search': { keys: ['/'], section: 'general', title: 'shell.search', unlisted: true },
  'app.undo': { keys: ['mod+z'], section: 'general', title: 'shell.undo', unlisted: true },
  'app.sidebar': { keys: ['['], section: 'general', title: 'shell.toggle_sidebar' },
  'app.theme': { keys: ['shift+d'], section: 'general', title: 'shell.toggle_theme' },
  'app.shortcuts': { keys: ['?'], section: 'general', title: 'shell.shortcuts' },

  'go.my_tasks': { keys: ['g m'], section: 'go', title: 'shell.my_tasks' },
  'go.projects': { keys: ['g p'], section: 'go', title: 'shell.projects' },
  'go.board': { keys: ['g b'], section: 'go', title: 'shell.board' },
  'go.list': { keys: ['g l'], section: 'go', title: 'shell.list' },
  'go.members': { keys: ['g e'], section: 'go', title: 'shell.members' },
  'go.settings': { keys: ['g s'], section: 'go', title: 'shell.settings' },
  'go.trash': { keys: ['g t'], section: 'go', title: 'shell.trash' },

  'list.down': { keys: ['j', 'down'], section: 'list', title: 'shell.move_down', unlisted: true },
  'list.up': { keys: ['k', 'up'], section: 'list', title: 'shell.move_up', unlisted: true },
  'list.left': { keys: ['left'], section: 'list', title: 'shell.move_left', unlisted: true },
  'list.right': { keys: ['right'], section: 'list', title: 'shell.move_right', unlisted: true },
  'list.open': { keys: ['enter'], section: 'list', title: 'shell.open_task', unlisted: true },
  'list.peek': { keys: ['space'], section: 'list', title: 'shell.peek_task', unlisted: true },
  'list.select': { keys: ['x'], section: 'list', title: 'shell.select_task', unlisted: true },
  'list.select_all': { keys: ['mod+a'], section: 'list', title: 'shell.select_all' },
  'list.clear': { keys: ['escape'], section: 'list', title: 'shell.clear_selection', unlisted: true },
  'list.filter': { keys: ['f'], section: 'list', title: 'shell.filter' },
  'list.view': { keys: ['v'], section: 'list', title: 'shell.view' },

  'task.status': { keys: ['s'], section: 'task', title: 'shell.set_status' },
  'task.priority': { keys: ['p'], section: 'task', title: 'shell.set_priority' },
  'task.assign': { keys: ['a'], section: 'task', title: 'shell.assign' },
  'task.assign_me': { keys: ['i'], section: 'task', title: 'shell.assign_me' },
  'task.label': { keys: ['l'], section: 'task', title: 'shell.set_labels' },
  'task.due': { keys: ['d'], section: 'task', title: 'shell.set_due' },
  'task.move': { keys: ['m'], section: 'task', title: 'shell.move_task' },
  'task.rename': { keys: ['e'], section: 'task', title: 'shell.rename_task' },
  'task.complete': { keys: ['mod+enter'], section: 'task', title: 'shell.complete_task' },
  'task.copy_link': { keys: ['mod+shift+c'], section: 'task', title: 'shell.copy_link' },
  'task.archive': { keys: ['shift+e'], section: 'task', title: 'shell.archive_task' },
  'task.delete': { keys: ['mod+backspace'], section: 'task', title: 'shell.delete_task' },
} as const satisfies Readonly<Record<string, Shortcut>>;

/** The name of a shortcut. */
export type ShortcutId = keyof typeof shortcuts;

/** The keys of a shortcut as Kbd shows them. */
export function keysOf(id: ShortcutId): string {
  return shortcuts[id].keys[0];
}
