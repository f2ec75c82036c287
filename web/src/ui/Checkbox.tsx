import { Check } from 'lucide-react';
import type { InputHTMLAttributes, MouseEvent, ReactNode } from 'react';
import { t } from '../i18n';
import { cx } from './cx';
import styles from './Checkbox.module.css';

/** A box that is on or off, with its text. */
export function Checkbox({
  label,
  hideLabel = false,
  className,
  ...rest
}: Omit<InputHTMLAttributes<HTMLInputElement>, 'type'> & { label: ReactNode; hideLabel?: boolean }) {
  return (
    <label className={cx(styles.row, className)}>
      <span className={styles.box}>
        <input {...rest} type="checkbox" className={styles.input} />
        <Check aria-hidden="true" />
      </span>
      <span className={hideLabel ? 'visually-hidden' : styles.text}>{label}</span>
    </label>
  );
}

/** The circle that completes a task. */
export function TaskCheck({
  checked,
  title,
  onToggle,
  disabled = false,
  className,
}: {
  checked: boolean;
  title: string;
  onToggle: (checked: boolean, event: MouseEvent<HTMLButtonElement>) => void;
  disabled?: boolean;
  className?: string;
}) {
  return (
    <button
      type="button"
      role="checkbox"
      aria-checked={checked}
      aria-label={t(checked ? 'ui.reopen_task' : 'ui.complete_task', { title })}
      disabled={disabled}
      data-checked={checked ? '' : undefined}
      className={cx(styles.circle, className)}
      onClick={(event) => {
        event.stopPropagation();
        onToggle(!checked, event);
      }}
    >
      <span className={styles.ring}>
        <Check aria-hidden="true" />
      </span>
    </button>
  );
}
