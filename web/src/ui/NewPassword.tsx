import { t } from '../i18n';
import { Field } from './Field';
import { PasswordInput } from './Input';
import styles from './NewPassword.module.css';

/** A rough measure by length and variety: 0 weak, 1 fair, 2 good. It only advises; the server decides. */
export function passwordStrength(password: string): 0 | 1 | 2 {
  const variety = new Set(password).size;
  if (password.length < 10 || variety < 5) return 0;
  return password.length >= 14 && variety >= 8 ? 2 : 1;
}

/** A field for a password that is being chosen. */
export function NewPassword({
  label,
  value,
  onChange,
  error,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
  error?: string | undefined;
}) {
  const strength = passwordStrength(value);
  const level = t(strength === 0 ? 'auth.strength_weak' : strength === 1 ? 'auth.strength_fair' : 'auth.strength_good');
  return (
    <Field
      label={label}
      error={error}
      hint={t('auth.password_hint')}
      aside={
        <span className={styles.meter} data-level={value === '' ? 'empty' : strength} role="status">
          <span className={styles.level}>{value !== '' && level}</span>
          <i aria-hidden="true" />
          <i aria-hidden="true" />
          <i aria-hidden="true" />
        </span>
      }
    >
      {(control) => (
        <PasswordInput
          {...control}
          size="lg"
          name="new-password"
          autoComplete="new-password"
          required
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
