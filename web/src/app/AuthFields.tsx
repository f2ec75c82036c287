import { t } from '../i18n';
import { Field } from '../ui/Field';
import { Input } from '../ui/Input';

type TextFieldProps = {
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
  autoFocus?: boolean;
};

/** The name of a person who makes an account. */
export function NameField({ value, onChange, error, autoFocus = false }: TextFieldProps) {
  return (
    <Field label={t('auth.name')} error={error}>
      {(control) => (
        <Input
          {...control}
          size="lg"
          name="name"
          autoComplete="name"
          autoFocus={autoFocus}
          required
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** The address that a person signs in with. */
export function EmailField({ value, onChange, error, autoFocus = false }: TextFieldProps) {
  return (
    <Field label={t('auth.email')} error={error}>
      {(control) => (
        <Input
          {...control}
          size="lg"
          type="email"
          name="email"
          autoComplete="username"
          autoFocus={autoFocus}
          required
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
