import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { useSubmit } from '../../app/useSubmit';
import { useTitle } from '../../app/useTitle';
import { t } from '../../i18n';
import { changeEmail, changePassword } from '../../models/account';
import { ApiError, useMe } from '../../models/session';
import { Notice } from '../../ui/AuthLayout';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Input, PasswordInput } from '../../ui/Input';
import { NewPassword } from '../../ui/NewPassword';
import { SettingsCell, SettingsGroup, SettingsPage } from '../../ui/Settings';
import { showToast } from '../../ui/toasts';
import styles from './Security.module.css';

function explain(cause: unknown): string | undefined {
  return cause instanceof ApiError && (cause.status === 401 || cause.status === 403)
    ? t('settings.wrong_password')
    : undefined;
}

/** The password and the e-mail address. */
export function Security() {
  useTitle(t('settings.security'));
  return (
    <SettingsPage title={t('settings.security')} text={t('settings.security_text')}>
      <PasswordForm />
      <EmailForm />
    </SettingsPage>
  );
}

function Form({
  onSubmit,
  failure,
  children,
}: {
  onSubmit: (event: FormEvent) => void;
  failure: string | undefined;
  children: ReactNode;
}) {
  return (
    <SettingsCell>
      <form className={styles.form} onSubmit={onSubmit} noValidate>
        {failure && <Notice tone="danger">{failure}</Notice>}
        {children}
      </form>
    </SettingsCell>
  );
}

function PasswordForm() {
  const me = useMe();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const form = useSubmit(async () => {
    await changePassword(current, next);
    setCurrent('');
    setNext('');
    showToast(t('settings.password_changed'), { tone: 'success' });
  }, explain);
  return (
    <SettingsGroup title={t('settings.change_password')}>
      <Form onSubmit={form.onSubmit} failure={form.failure}>
        {/* Password managers want to know whose password it is. */}
        <input type="email" name="email" autoComplete="username" value={me?.email ?? ''} readOnly hidden />
        <Field label={t('settings.current_password')} error={form.fields['current']}>
          {(control) => (
            <PasswordInput
              {...control}
              autoComplete="current-password"
              required
              value={current}
              onChange={(event) => setCurrent(event.target.value)}
            />
          )}
        </Field>
        <NewPassword label={t('settings.new_password')} value={next} onChange={setNext} error={form.fields['new']} />
        <div>
          <Button type="submit" variant="primary" busy={form.busy} disabled={current === '' || next === ''}>
            {t('settings.change_password')}
          </Button>
        </div>
      </Form>
    </SettingsGroup>
  );
}

function EmailForm() {
  const me = useMe();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const form = useSubmit(async () => {
    await changeEmail(password, email.trim());
    showToast(t('settings.email_changed', { email: email.trim() }), { tone: 'success' });
    setEmail('');
    setPassword('');
  }, explain);
  return (
    <SettingsGroup title={t('settings.change_email')} text={me && t('settings.email_now', { email: me.email })}>
      <Form onSubmit={form.onSubmit} failure={form.failure}>
        <Field label={t('settings.new_email')} error={form.fields['email']}>
          {(control) => (
            <Input
              {...control}
              type="email"
              autoComplete="email"
              required
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('settings.current_password')} error={form.fields['password']}>
          {(control) => (
            <PasswordInput
              {...control}
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        <div>
          <Button type="submit" busy={form.busy} disabled={email.trim() === '' || password === ''}>
            {t('settings.change_email')}
          </Button>
        </div>
      </Form>
    </SettingsGroup>
  );
}
