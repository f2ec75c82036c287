import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';
import { Kbd } from './Kbd';
import styles from './Tooltip.module.css';

/** Properties of a Tooltip. */
export type TooltipProps = {
  text: ReactNode;
  /** The keys that do the same, as in Kbd. */
  keys?: string | undefined;
  side?: 'top' | 'bottom' | 'left' | 'right';
  /** The element that the tooltip explains; it must take a ref and spread its properties. */
  children: ReactElement;
};

/** Names what is under the pointer or in focus. Never the only place of a piece of information. */
export function Tooltip({ text, keys, side = 'bottom', children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} className={styles.positioner}>
          <Base.Popup className={styles.popup}>
            {text}
            {keys && <Kbd keys={keys} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
