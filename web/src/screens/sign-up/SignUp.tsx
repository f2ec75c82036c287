import { useEffect, useState } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import { adoptDevice } from '../../app/adoptDevice';
import { setupPath, signInPath, welcomePath } from '../../app/paths';
import { useSubmit } from '../../app/useSubmit';
import { EmailField, NameField } from '../../app/AuthFields';
import { t } from '../../i18n';
import { readInstance, signUp } from '../../models/session';
import { AuthForm, AuthLayout, Notice } from '../../ui/AuthLayout';
import { Button } from '../../ui/Button';
import { NewPassword } from '../../ui/NewPassword';

/** Makes an account where the instance lets anyone do so. */
export function SignUp() {
  const [, navigate] = useLocation();
  const search = useSearch();
  const [open, setOpen] = useState(true);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');

  useEffect(() => {
    readInstance().then(
      (instance) => {
        if (instance.setup_required) navigate(setupPath, { replace: true });
        setOpen(instance.sign_up_open);
      },
      () => undefined,
    );
  }, [navigate]);

  const form = useSubmit(async () => {
    await signUp({ name: name.trim(), email: email.trim(), password });
    await adoptDevice();
    navigate(welcomePath, { replace: true });
  });

  const footer = (
    <>
      <span>{t('auth.have_account')}</span>
      <Link href={`${signInPath}${search ? `?${search}` : ''}`}>{t('auth.sign_in')}</Link>
    </>
  );

  if (!open) {
    return (
      <AuthLayout title={t('auth.sign_up_title')} footer={footer}>
        <Notice>{t('auth.sign_up_closed')}</Notice>
      </AuthLayout>
    );
  }

  return (
    <AuthLayout title={t('auth.sign_up_title')} footer={footer}>
      {form.failure && <Notice tone="danger">{form.failure}</Notice>}
      <AuthForm onSubmit={form.onSubmit}>
        <NameField value={name} onChange={setName} error={form.fields['name']} autoFocus />
        <EmailField value={email} onChange={setEmail} error={form.fields['email']} />
        <NewPassword
          label={t('auth.password')}
          value={password}
          onChange={setPassword}
          error={form.fields['password']}
        />
        <Button type="submit" variant="primary" size="lg" block busy={form.busy}>
          {t('auth.sign_up')}
        </Button>
      </AuthForm>
    </AuthLayout>
  );
}
