import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { cx } from './cx';
import { Tooltip } from './Tooltip';
import styles from './IconButton.module.css';

/** Properties of an IconButton. */
export type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'aria-label' | 'children'> & {
  ref?: Ref<HTMLButtonElement>;
  /** What it does: its accessible name and its tooltip. */
  label: string;
  icon: ReactNode;
  size?: 'sm' | 'md';
  /** The keys shown in the tooltip, as in Kbd. */
  keys?: string;
  variant?: 'ghost' | 'outline';
  /** Leaves out the tooltip, where the place already says what the button does. */
  quiet?: boolean;
};

/** A button that is only an icon. */
export function IconButton({
  label,
  icon,
  size = 'md',
  keys,
  variant = 'ghost',
  quiet = false,
  className,
  type = 'button',
  ...rest
}: IconButtonProps) {
  const button = (
    <button
      {...rest}
      type={type}
      aria-label={label}
      className={cx(styles.button, styles[size], styles[variant], className)}
    >
      {icon}
    </button>
  );
  return quiet ? (
    button
  ) : (
    <Tooltip text={label} keys={keys}>
      {button}
    </Tooltip>
  );
}
