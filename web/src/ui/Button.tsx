import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { cx } from './cx';
import styles from './Button.module.css';

/** Properties of a Button. */
export type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  ref?: Ref<HTMLButtonElement>;
  /** primary: the one act of a screen; secondary: the default; ghost: in toolbars; danger: for what hurts. */
  variant?: 'primary' | 'secondary' | 'ghost' | 'danger';
  size?: 'sm' | 'md' | 'lg';
  /** Stands before the text. */
  icon?: ReactNode;
  /** Stands after the text: a Kbd, a chevron. */
  trailing?: ReactNode;
  /** Work under way: the button keeps its width, says so, and cannot be pressed again. */
  busy?: boolean;
  block?: boolean;
};

/** A button with a text. */
export function Button({
  variant = 'secondary',
  size = 'md',
  icon,
  trailing,
  busy = false,
  block = false,
  className,
  children,
  type = 'button',
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      disabled={disabled}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={busy ? (event) => event.preventDefault() : rest.onClick}
      className={cx(styles.button, styles[variant], styles[size], block && styles.block, className)}
    >
      {busy ? <span className={styles.busy} aria-hidden="true" /> : icon}
      {children != null && <span className={styles.text}>{children}</span>}
      {trailing}
    </button>
  );
}
