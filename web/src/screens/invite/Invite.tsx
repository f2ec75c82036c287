import { useEffect, useState } from 'react';
import { useLocation, useParams } from 'wouter';
import { adoptDevice } from '../../app/adoptDevice';
import { invitePath, projectPath, signInPath, workspacePath } from '../../app/paths';
import { useSubmit } from '../../app/useSubmit';
import { EmailField, NameField } from '../../app/AuthFields';
import { t } from '../../i18n';
import { formatDateTime } from '../../i18n/format';
import { ApiError, acceptInvite, previewInvite, readSession, signOut, signUp, useMe } from '../../models/session';
import type { InvitePreview } from '../../models/session';
import { firstProjectKey } from '../../models/workspace';
import { AuthForm, AuthLayout, Notice } from '../../ui/AuthLayout';
import { Button } from '../../ui/Button';
import { NewPassword } from '../../ui/NewPassword';
import { Skeleton } from '../../ui/Skeleton';

/** The page behind an invite link. */
export function Invite() {
  const { token = '' } = useParams();
  const me = useMe();
  const [, navigate] = useLocation();
  const [preview, setPreview] = useState<InvitePreview | 'gone' | 'unreachable'>();

  useEffect(() => {
    previewInvite(token).then(setPreview, (cause: unknown) =>
      setPreview(cause instanceof ApiError && cause.temporary ? 'unreachable' : 'gone'),
    );
  }, [token]);

  if (preview === undefined) {
    return (
      <AuthLayout title={<Skeleton width={200} height={26} />}>
        <Skeleton height={40} />
      </AuthLayout>
    );
  }
  if (preview === 'unreachable') {
    return (
      <AuthLayout title={t('app.unreachable_title')} text={t('app.unreachable_text')}>
        <Button size="lg" block onClick={() => location.reload()}>
          {t('app.try_again')}
        </Button>
      </AuthLayout>
    );
  }
  if (preview === 'gone') {
    return (
      <AuthLayout title={t('auth.invite_gone_title')} text={t('auth.invite_gone_text')}>
        <Button size="lg" block onClick={() => navigate('/')}>
          {t('app.go_home')}
        </Button>
      </AuthLayout>
    );
  }
  const text = [
    t('auth.invite_text', { inviter: preview.invited_by, role: t(`auth.role_${preview.role}`) }),
    preview.claims_name ? t('auth.invite_claims', { name: preview.claims_name }) : '',
  ].join(' ');
  const footer = preview.expires_at && (
    <span>{t('auth.invite_expires', { date: formatDateTime(preview.expires_at) })}</span>
  );
  return (
    <AuthLayout title={t('auth.invite_title', { workspace: preview.workspace_name })} text={text} footer={footer}>
      {me ? (
        <Join token={token} workspace={preview.workspace_name} email={me.email} />
      ) : (
        <NewMember token={token} workspace={preview.workspace_name} />
      )}
    </AuthLayout>
  );
}

/** Goes to the first project of the workspace that was not there before; who sees no project yet starts with My tasks. */
function useEnter(): (before: ReadonlySet<string>) => Promise<void> {
  const [, navigate] = useLocation();
  return async (before) => {
    const session = readSession();
    const all = session.status === 'signed-in' ? session.me.workspaces : [];
    const joined = all.find((workspace) => !before.has(workspace.id)) ?? all[0];
    if (!joined) return navigate('/', { replace: true });
    const project = await firstProjectKey(joined.slug).catch(() => undefined);
    navigate(project ? projectPath(joined.slug, project) : workspacePath(joined.slug), { replace: true });
  };
}

function Join({ token, workspace, email }: { token: string; workspace: string; email: string }) {
  const enter = useEnter();
  const me = useMe();
  const form = useSubmit(async () => {
    const before = new Set(me?.workspaces.map((one) => one.id));
    await acceptInvite(token);
    await enter(before);
  });
  return (
    <AuthForm onSubmit={form.onSubmit}>
      {form.failure && <Notice tone="danger">{form.failure}</Notice>}
      <Notice>{t('auth.invite_as', { email })}</Notice>
      <Button type="submit" variant="primary" size="lg" block busy={form.busy}>
        {t('auth.invite_join', { workspace })}
      </Button>
      <Button variant="ghost" size="lg" block onClick={() => void signOut()}>
        {t('auth.invite_other_account')}
      </Button>
    </AuthForm>
  );
}

function NewMember({ token, workspace }: { token: string; workspace: string }) {
  const enter = useEnter();
  const [, navigate] = useLocation();
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const form = useSubmit(async () => {
    await signUp({ name: name.trim(), email: email.trim(), password, invite_token: token });
    await adoptDevice();
    await enter(new Set());
  });
  return (
    <AuthForm onSubmit={form.onSubmit}>
      {form.failure && <Notice tone="danger">{form.failure}</Notice>}
      <NameField value={name} onChange={setName} error={form.fields['name']} autoFocus />
      <EmailField value={email} onChange={setEmail} error={form.fields['email']} />
      <NewPassword label={t('auth.password')} value={password} onChange={setPassword} error={form.fields['password']} />
      <Button type="submit" variant="primary" size="lg" block busy={form.busy}>
        {t('auth.invite_join', { workspace })}
      </Button>
      <Button
        variant="ghost"
        size="lg"
        block
        onClick={() => navigate(`${signInPath}?next=${encodeURIComponent(invitePath(token))}`)}
      >
        {t('auth.invite_sign_in')}
      </Button>
    </AuthForm>
  );
}
