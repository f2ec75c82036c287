import { useId } from 'react';
import type { ReactNode } from 'react';
import styles from './RadioCards.module.css';

/** A choice that deserves a sentence. */
export function RadioCards({
  label,
  value,
  options,
  onChange,
  disabled = false,
}: {
  label: string;
  value: string;
  options: readonly { id: string; label: string; note: string; icon: ReactNode }[];
  onChange: (id: string) => void;
  disabled?: boolean;
}) {
  const name = useId();
  return (
    <fieldset disabled={disabled}>
      <legend className={styles.legend}>{label}</legend>
      <div className={styles.cards}>
        {options.map((option) => (
          <label key={option.id} className={styles.card}>
            <input
              type="radio"
              name={name}
              checked={option.id === value}
              onChange={() => onChange(option.id)}
              className="visually-hidden"
            />
            <span className={styles.icon}>{option.icon}</span>
            <span className={styles.words}>
              <span className={styles.label}>{option.label}</span>
              <span className={styles.note}>{option.note}</span>
            </span>
            <span className={styles.mark} aria-hidden="true" />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
