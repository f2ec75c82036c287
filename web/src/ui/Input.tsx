import { useState } from 'react';
import type { InputHTMLAttributes, ReactNode, Ref } from 'react';
import { Eye, EyeOff } from 'lucide-react';
import { t } from '../i18n';
import { cx } from './cx';
import styles from './Input.module.css';

/** Properties of an Input. */
export type InputProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'size'> & {
  ref?: Ref<HTMLInputElement>;
  size?: 'sm' | 'md' | 'lg';
  /** Stands inside, before the text. */
  leading?: ReactNode;
  /** Stands inside, after the text. */
  trailing?: ReactNode;
};

/** A line of text. */
export function Input({ size = 'md', leading, trailing, className, ...rest }: InputProps) {
  return (
    <span className={cx(styles.box, styles[size], className)}>
      {leading}
      <input {...rest} className={styles.input} />
      {trailing}
    </span>
  );
}

/** A password, which can be made visible. */
export function PasswordInput(props: Omit<InputProps, 'type' | 'trailing'>) {
  const [shown, setShown] = useState(false);
  return (
    <Input
      {...props}
      type={shown ? 'text' : 'password'}
      spellCheck={false}
      autoCapitalize="none"
      trailing={
        <button
          type="button"
          className={styles.reveal}
          aria-label={t(shown ? 'ui.hide_password' : 'ui.show_password')}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          {shown ? <EyeOff aria-hidden="true" /> : <Eye aria-hidden="true" />}
        </button>
      }
    />
  );
}
