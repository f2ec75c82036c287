import { Dialog as Base } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { t } from '../i18n';
import { cx } from './cx';
import { IconButton } from './IconButton';
import styles from './Dialog.module.css';

/** Properties of a Dialog. */
export type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** Keeps the title for screen readers only, and leaves the whole surface to the children. */
  bare?: boolean;
  description?: ReactNode;
  /** The buttons at the end, the main one last. */
  footer?: ReactNode;
  size?: 'sm' | 'md' | 'lg';
  /** Where it stands: in the middle, or near the top as a palette does. */
  place?: 'center' | 'top';
  initialFocus?: RefObject<HTMLElement | null>;
  className?: string | undefined;
  children?: ReactNode;
};

/** A surface that asks for attention; the rest of the page waits. */
export function Dialog({
  open,
  onOpenChange,
  title,
  bare = false,
  description,
  footer,
  size = 'md',
  place = 'center',
  initialFocus,
  className,
  children,
}: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Viewport className={cx(styles.viewport, place === 'top' && styles.top)}>
          <Base.Popup className={cx(styles.popup, styles[size], className)} {...(initialFocus ? { initialFocus } : {})}>
            {bare ? (
              <Base.Title className="visually-hidden">{title}</Base.Title>
            ) : (
              <header className={styles.header}>
                <Base.Title className={styles.title}>{title}</Base.Title>
                <Base.Close render={<IconButton label={t('ui.close')} icon={<X aria-hidden="true" />} quiet />} />
              </header>
            )}
            {description && <Base.Description className={styles.description}>{description}</Base.Description>}
            {bare ? children : <div className={styles.body}>{children}</div>}
            {footer && <footer className={styles.footer}>{footer}</footer>}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

/** Properties of a Sheet. */
export type SheetProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  side?: 'left' | 'right' | 'bottom';
  className?: string | undefined;
  children: ReactNode;
};

/** A surface that slides in from an edge: the sidebar and the task on a phone. */
export function Sheet({ open, onOpenChange, title, side = 'bottom', className, children }: SheetProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup className={cx(styles.sheet, styles[side], className)}>
          <Base.Title className="visually-hidden">{title}</Base.Title>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
