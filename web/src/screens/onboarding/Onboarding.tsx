import { useState } from 'react';
import { useLocation } from 'wouter';
import { pagePath, projectPath } from '../../app/paths';
import { useSubmit } from '../../app/useSubmit';
import { t } from '../../i18n';
import { signOut, useMe } from '../../models/session';
import { createWorkspace, sampleKey } from '../../models/workspace';
import { AuthForm, AuthLayout, Notice } from '../../ui/AuthLayout';
import { Button } from '../../ui/Button';
import { Checkbox } from '../../ui/Checkbox';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';

/** Makes a workspace: the first one of a new account, or one more. */
export function Onboarding() {
  const [, navigate] = useLocation();
  const me = useMe();
  const [name, setName] = useState('');
  const [sample, setSample] = useState(true);
  const form = useSubmit(async () => {
    const made = await createWorkspace({ name: name.trim(), sample });
    navigate(sample ? projectPath(made.slug, sampleKey) : pagePath(made.slug, 'new-project'), { replace: true });
  });
  return (
    <AuthLayout
      title={t('auth.welcome_title')}
      text={t('auth.welcome_text')}
      footer={
        me && me.workspaces.length > 0 ? (
          <button type="button" onClick={() => navigate('/')}>
            {t('auth.welcome_back')}
          </button>
        ) : (
          <button type="button" onClick={() => void signOut()}>
            {t('auth.sign_out')}
          </button>
        )
      }
    >
      {form.failure && <Notice tone="danger">{form.failure}</Notice>}
      <AuthForm onSubmit={form.onSubmit}>
        <Field label={t('auth.workspace_name')} hint={t('auth.workspace_hint')} error={form.fields['name']}>
          {(control) => (
            <Input
              {...control}
              size="lg"
              name="organization"
              autoComplete="organization"
              autoFocus
              placeholder={t('auth.workspace_placeholder')}
              required
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
        <Checkbox
          label={t('auth.welcome_sample')}
          checked={sample}
          onChange={(event) => setSample(event.target.checked)}
        />
        <Button type="submit" variant="primary" size="lg" block busy={form.busy} disabled={name.trim() === ''}>
          {t('auth.create_workspace')}
        </Button>
      </AuthForm>
    </AuthLayout>
  );
}
