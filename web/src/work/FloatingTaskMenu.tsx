import { Menu } from '../ui/Menu';
import { TaskMenuItems } from './TaskMenu';
import type { TaskMenuItemsProps } from './TaskMenu';
import { useReturnFocus } from './useReturnFocus';

/** The menu of a task at the pointer or at a button; mounted while it is open. */
export function FloatingTaskMenu({ anchor, onClose, ...items }: TaskMenuItemsProps & { anchor: Element; onClose: () => void }) {
  useReturnFocus(items.id);
  return (
    <Menu open onOpenChange={(open) => !open && onClose()} anchor={anchor}>
      <TaskMenuItems {...items} />
    </Menu>
  );
}
