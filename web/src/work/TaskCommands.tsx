import { useSlug } from '../app/shell/slug';
// The acts on tasks by keyboard, wherever tasks are: on the card or row that has the focus or is under the
// pointer, on a selection, or on the open task.
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { useCan } from '../models/project';
import { readTask, useTask } from '../models/task';
import { useMyMembership } from '../models/workspace';
import { useShortcuts } from '../shortcuts/bind';
import { archiveTasks, copyTaskLink, deleteTasks, toggleComplete, toggleMine } from './acts';
import { DuePicker, StartPicker } from './DatePicker';
import { EstimatePicker } from './EstimatePicker';
import { useReturnFocus } from './useReturnFocus';
import { AssigneePicker, LabelPicker, ParentPicker, PriorityPicker, ProjectPicker, StatusPicker } from './pickers';

/** Which picker is open. */
export type PickerName = 'status' | 'priority' | 'assignees' | 'labels' | 'due' | 'start' | 'estimate' | 'project' | 'parent';

/** A picker over tasks, and where it stands. */
export type OpenPicker = { name: PickerName; ids: readonly string[]; anchor: Element | null };

/** What the keyboard acts on, and where a picker opens. */
export type Targets = { ids: readonly string[]; anchor: Element | null };

/** Properties of TaskCommands. */
export type TaskCommandsProps = {
  /** Read at the moment of the key press. */
  targets: () => Targets | null;
  picker: OpenPicker | null;
  onPicker: (picker: OpenPicker | null) => void;
  onRename?: ((id: string) => void) | undefined;
  /** Where a picker opens, when that depends on what it picks. */
  anchorOf?: ((name: PickerName) => Element | null) | undefined;
  /** Other screens above this one hold the keys. */
  enabled?: boolean;
};

/** Binds the shortcuts of tasks and shows the picker that one of them opened. */
export function TaskCommands({ targets, picker, onPicker, onRename, anchorOf, enabled = true }: TaskCommandsProps): ReactNode {
  const slug = useSlug();
  const me = useMyMembership()?.member_id;

  function open(name: PickerName): () => boolean {
    return () => {
      const on = targets();
      if (!on || on.ids.length === 0) return false;
      onPicker({ name, ids: on.ids, anchor: anchorOf?.(name) ?? on.anchor });
      return true;
    };
  }
  function act(run: (ids: readonly string[], anchor: Element | null) => void): () => boolean {
    return () => {
      const on = targets();
      if (!on || on.ids.length === 0) return false;
      run(on.ids, on.anchor);
      return true;
    };
  }

  useShortcuts(
    {
      'task.status': open('status'),
      'task.move': open('status'),
      'task.priority': open('priority'),
      'task.assign': open('assignees'),
      'task.label': open('labels'),
      'task.due': open('due'),
      'task.assign_me': act((ids) => me !== undefined && toggleMine(ids, me)),
      'task.complete': act((ids, anchor) => toggleComplete(ids, anchor?.querySelector('[role="checkbox"]'))),
      'task.copy_link': act((ids) => {
        const task = readTask(ids[0] ?? '');
        if (task) copyTaskLink(task, slug);
      }),
      'task.archive': act((ids) => archiveTasks(ids)),
      'task.delete': act((ids) => deleteTasks(ids)),
      'task.rename': onRename ? act((ids) => ids[0] !== undefined && onRename(ids[0])) : undefined,
    },
    enabled,
  );
  return picker && <FloatingPicker key={`${picker.name} ${picker.ids.join()}`} picker={picker} onClose={() => onPicker(null)} />;
}

const pickers = {
  status: StatusPicker,
  priority: PriorityPicker,
  assignees: AssigneePicker,
  labels: LabelPicker,
  due: DuePicker,
  start: StartPicker,
  estimate: EstimatePicker,
  project: ProjectPicker,
  parent: ParentPicker,
} as const;

/** A picker without a trigger of its own; it closes when what it stands at has gone. */
function FloatingPicker({ picker, onClose }: { picker: OpenPicker; onClose: () => void }) {
  const Picker = pickers[picker.name];
  useReturnFocus(picker.ids[0]);
  const task = useTask(picker.ids[0]);
  const can = useCan(task?.project_id);
  // Opening on the next tick keeps the key that opened it out of its search field.
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setOpen(true), 0);
    return () => clearTimeout(timer);
  }, []);
  const gone = task === undefined || !can.edit;
  useEffect(() => {
    if (gone) onClose();
  }, [gone, onClose]);
  if (gone) return null;
  return (
    <Picker
      ids={picker.ids}
      anchor={picker.anchor}
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
    />
  );
}
