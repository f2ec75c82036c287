import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { X } from 'lucide-react';
import { tint } from './color';
import { cx } from './cx';
import styles from './Chip.module.css';

/** A small statement: a count, a state. */
export function Badge({
  tone = 'neutral',
  children,
}: {
  tone?: 'neutral' | 'accent' | 'success' | 'warning' | 'danger';
  children: ReactNode;
}) {
  return <span className={cx(styles.badge, styles[tone])}>{children}</span>;
}

/** A label's or project's colour as a dot. */
export function Dot({ color, size = 8 }: { color: string | null | undefined; size?: 6 | 8 | 10 | 12 }) {
  return <span aria-hidden="true" className={styles.dot} style={{ ...tint(color), width: size, height: size }} />;
}

/** A label: its colour as a dot, its name in the colour of text. */
export function Chip({
  color,
  icon,
  children,
  onRemove,
  removeLabel,
}: {
  color?: string | null;
  icon?: ReactNode;
  children: ReactNode;
  onRemove?: () => void;
  removeLabel?: string;
}) {
  return (
    <span className={styles.chip}>
      {color !== undefined && <Dot color={color} />}
      {icon}
      <span className={styles.text}>{children}</span>
      {onRemove && (
        <button type="button" aria-label={removeLabel} onClick={onRemove} className={styles.remove}>
          <X aria-hidden="true" />
        </button>
      )}
    </span>
  );
}

/** A chip that is pressed to change what it says: the properties of a task. */
export function ChipButton({
  icon,
  empty = false,
  className,
  children,
  type = 'button',
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { ref?: Ref<HTMLButtonElement>; icon?: ReactNode; empty?: boolean }) {
  return (
    <button {...rest} type={type} className={cx(styles.chip, styles.button, empty && styles.empty, className)}>
      {icon}
      {children != null && <span className={styles.text}>{children}</span>}
    </button>
  );
}
