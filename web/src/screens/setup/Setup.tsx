import { useEffect, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { adoptDevice } from '../../app/adoptDevice';
import { projectPath, signInPath, welcomePath } from '../../app/paths';
import { useSubmit } from '../../app/useSubmit';
import { EmailField, NameField } from '../../app/AuthFields';
import { t } from '../../i18n';
import { ApiError, readInstance, signUp } from '../../models/session';
import { createWorkspace, sampleKey } from '../../models/workspace';
import { AuthForm, AuthLayout, Notice } from '../../ui/AuthLayout';
import { Button } from '../../ui/Button';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { NewPassword } from '../../ui/NewPassword';

/** The first start: the account that owns the installation, and its workspace. */
export function Setup() {
  const [, navigate] = useLocation();
  const [known, setKnown] = useState(false);
  const [askCode, setAskCode] = useState(false);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [workspace, setWorkspace] = useState('');
  // The server prints an address that carries the code: nothing to ask for then, unless it is refused.
  const search = useSearch();
  const given = new URLSearchParams(search).get('code') ?? '';
  const [code, setCode] = useState(given);
  const [refused, setRefused] = useState(false);

  useEffect(() => {
    readInstance().then(
      (found) => {
        if (!found.setup_required) navigate(signInPath, { replace: true });
        setAskCode(found.setup_code_required);
        setKnown(true);
      },
      () => setKnown(true),
    );
  }, [navigate]);

  const form = useSubmit(
    async () => {
      await signUp({
        name: name.trim(),
        email: email.trim(),
        password,
        ...(askCode ? { setup_code: code.trim() } : {}),
      });
      await adoptDevice();
      try {
        const made = await createWorkspace({ name: workspace.trim(), sample: true });
        navigate(projectPath(made.slug, sampleKey), { replace: true });
      } catch {
        // The account is there; the next page asks for the workspace again and says what is wrong.
        navigate(welcomePath, { replace: true });
      }
    },
    (cause) => {
      if (cause instanceof ApiError && cause.code.endsWith('setup_code')) setRefused(true);
      if (cause instanceof ApiError && cause.code === 'setup_code_required') {
        setAskCode(true);
        setRefused(true);
      }
      return undefined;
    },
  );

  // The form waits for the answer, so that its first field is the right one.
  if (!known) return <AuthLayout title={t('auth.setup_title')} text={t('auth.setup_text')} />;
  return (
    <AuthLayout title={t('auth.setup_title')} text={t('auth.setup_text')}>
      {!isSecureContext && <Notice tone="warning">{t('auth.insecure')}</Notice>}
      {form.failure && <Notice tone="danger">{form.failure}</Notice>}
      <AuthForm onSubmit={form.onSubmit}>
        {askCode && (given === '' || refused) && (
          <Field label={t('auth.setup_code')} hint={t('auth.setup_code_hint')} error={form.fields['setup_code']}>
            {(control) => (
              <Input
                {...control}
                size="lg"
                name="setup-code"
                autoFocus
                autoComplete="one-time-code"
                autoCapitalize="none"
                spellCheck={false}
                required
                value={code}
                onChange={(event) => setCode(event.target.value)}
              />
            )}
          </Field>
        )}
        <NameField value={name} onChange={setName} error={form.fields['name']} autoFocus={!askCode || given !== ''} />
        <EmailField value={email} onChange={setEmail} error={form.fields['email']} />
        <NewPassword
          label={t('auth.password')}
          value={password}
          onChange={setPassword}
          error={form.fields['password']}
        />
        <Field label={t('auth.workspace_name')} hint={t('auth.workspace_hint')} error={form.fields['workspace_name']}>
          {(control) => (
            <Input
              {...control}
              size="lg"
              name="organization"
              autoComplete="organization"
              placeholder={t('auth.workspace_placeholder')}
              required
              value={workspace}
              onChange={(event) => setWorkspace(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" variant="primary" size="lg" block busy={form.busy} disabled={workspace.trim() === ''}>
          {t('auth.setup_submit')}
        </Button>
      </AuthForm>
    </AuthLayout>
  );
}
