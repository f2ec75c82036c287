import { useId } from 'react';
import type { ReactNode } from 'react';
import { CircleAlert } from 'lucide-react';
import { cx } from './cx';
import styles from './Field.module.css';

/** What a control inside a Field must carry. */
export type FieldControl = {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': true | undefined;
};

/** Properties of a Field. */
export type FieldProps = {
  label: ReactNode;
  /** Keeps the label for screen readers only. */
  hideLabel?: boolean;
  hint?: ReactNode;
  /** Why the value was not taken. */
  error?: ReactNode;
  /** Stands at the right of the label: a link, a count. */
  aside?: ReactNode;
  className?: string | undefined;
  children: (control: FieldControl) => ReactNode;
};

/** A label, its control, and what there is to say about it. */
export function Field({ label, hideLabel = false, hint, error, aside, className, children }: FieldProps) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={cx(styles.field, className)}>
      {hideLabel ? (
        <label htmlFor={id} className="visually-hidden">
          {label}
        </label>
      ) : (
        <div className={styles.top}>
          <label htmlFor={id} className={styles.label}>
            {label}
          </label>
          {aside}
        </div>
      )}
      {children({
        id,
        'aria-describedby': note ? `${id}-note` : undefined,
        'aria-invalid': error ? true : undefined,
      })}
      <div id={`${id}-note`} role={error ? 'alert' : undefined} className={error ? styles.error : styles.hint}>
        {error && <CircleAlert aria-hidden="true" />}
        {note}
      </div>
    </div>
  );
}
