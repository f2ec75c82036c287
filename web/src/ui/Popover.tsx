import { Popover as Base } from '@base-ui/react/popover';
import type { ReactElement, ReactNode, RefObject } from 'react';
import { cx } from './cx';
import styles from './Popover.module.css';

/** Properties of a Popover. */
export type PopoverProps = {
  /** The element that opens it; leave it out when `open` and `anchor` are given. */
  trigger?: ReactElement | undefined;
  open?: boolean | undefined;
  onOpenChange?: ((open: boolean) => void) | undefined;
  /** Where it stands when it has no trigger of its own. */
  anchor?: Element | RefObject<Element | null> | null | undefined;
  side?: 'top' | 'bottom' | 'left' | 'right';
  align?: 'start' | 'center' | 'end';
  /** The accessible name of what opens. */
  label: string;
  /** What gets the focus when it opens; the first thing that can have it unless told. */
  initialFocus?: RefObject<HTMLElement | null> | boolean | undefined;
  className?: string | undefined;
  children: ReactNode;
};

/** A small surface beside what opened it. */
export function Popover({
  trigger,
  open,
  onOpenChange,
  anchor,
  side = 'bottom',
  align = 'start',
  label,
  initialFocus,
  className,
  children,
}: PopoverProps) {
  return (
    <Base.Root {...(open === undefined ? {} : { open })} onOpenChange={(next) => onOpenChange?.(next)}>
      {trigger && <Base.Trigger render={trigger} />}
      <Base.Portal>
        <Base.Positioner
          {...(anchor ? { anchor } : {})}
          side={side}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={styles.positioner}
        >
          <Base.Popup
            aria-label={label}
            className={cx(styles.popup, className)}
            {...(initialFocus === undefined ? {} : { initialFocus })}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
