import { ChevronDown } from 'lucide-react';
import type { Option } from './Listbox';
import { Combobox } from './Combobox';
import { cx } from './cx';
import styles from './Select.module.css';

/** Properties of a Select. */
export type SelectProps = {
  /** The id and state of a Field around it. */
  id?: string | undefined;
  'aria-describedby'?: string | undefined;
  'aria-invalid'?: true | undefined;
  /** The accessible name. */
  label: string;
  value: string | null;
  options: readonly Option[];
  onChange: (id: string) => void;
  placeholder?: string;
  /** With a field to type in, for long lists. */
  searchable?: boolean;
  size?: 'sm' | 'md';
  /** Without border, inside rows. */
  quiet?: boolean;
  disabled?: boolean;
  className?: string | undefined;
};

/** Chooses one of a list that is shown as a field. */
export function Select({
  id,
  label,
  value,
  options,
  onChange,
  placeholder,
  searchable = false,
  size = 'md',
  quiet = false,
  disabled = false,
  className,
  ...aria
}: SelectProps) {
  const chosen = options.find((option) => option.id === value);
  return (
    <Combobox
      label={label}
      value={value}
      options={options}
      onChange={onChange}
      searchable={searchable}
      trigger={
        <button
          id={id}
          type="button"
          disabled={disabled}
          aria-label={chosen ? `${label}: ${chosen.label}` : label}
          {...aria}
          className={cx(styles.trigger, styles[size], quiet && styles.quiet, className)}
        >
          {chosen?.icon !== undefined && <span className={styles.icon}>{chosen.icon}</span>}
          <span className={chosen ? styles.text : styles.placeholder}>{chosen?.label ?? placeholder}</span>
          <ChevronDown className={styles.chevron} aria-hidden="true" />
        </button>
      }
    />
  );
}
