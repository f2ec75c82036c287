import { useEffect, useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { setupPath, signUpPath } from '../../app/paths';
import { useSubmit } from '../../app/useSubmit';
import { EmailField } from '../../app/AuthFields';
import { t } from '../../i18n';
import { ApiError, readInstance, signIn } from '../../models/session';
import type { Instance } from '../../models/session';
import { AuthForm, AuthLayout, Notice } from '../../ui/AuthLayout';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { PasswordInput } from '../../ui/Input';

/** Where to go after signing in; only inside this application. */
export function nextPath(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  return /^\/(?![/\\])/.test(next) ? next : '/';
}

/** Signs a person in. */
export function SignIn() {
  const [, navigate] = useLocation();
  const search = useSearch();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [instance, setInstance] = useState<Instance>();
  const expired = new URLSearchParams(search).has('expired');

  useEffect(() => {
    readInstance().then(
      (found) => {
        setInstance(found);
        if (found.setup_required) navigate(setupPath, { replace: true });
      },
      // Signing in will say that the server is away.
      () => undefined,
    );
  }, [navigate]);

  const form = useSubmit(
    async () => {
      await signIn(email.trim(), password);
      navigate(nextPath(search), { replace: true });
    },
    (cause) => (cause instanceof ApiError && cause.status === 401 ? t('auth.wrong_credentials') : undefined),
  );

  return (
    <AuthLayout
      title={t('auth.sign_in_title')}
      footer={
        instance && !instance.sign_up_open ? (
          <span>{t('auth.forgot_hint')}</span>
        ) : (
          <>
            <span>{t('auth.no_account')}</span>
            <Link href={`${signUpPath}${search ? `?${search}` : ''}`}>{t('auth.sign_up')}</Link>
          </>
        )
      }
    >
      {expired && <Notice>{t('auth.session_expired')}</Notice>}
      {form.failure && <Notice tone="danger">{form.failure}</Notice>}
      <AuthForm onSubmit={form.onSubmit}>
        <EmailField value={email} onChange={setEmail} error={form.fields['email']} autoFocus />
        <Field label={t('auth.password')} error={form.fields['password']}>
          {(control) => (
            <PasswordInput
              {...control}
              size="lg"
              name="password"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" variant="primary" size="lg" block busy={form.busy}>
          {t('auth.sign_in')}
        </Button>
      </AuthForm>
      {!isSecureContext && <Notice tone="warning">{t('auth.insecure')}</Notice>}
    </AuthLayout>
  );
}
