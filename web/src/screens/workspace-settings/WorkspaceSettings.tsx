import { useState } from 'react';
import { useLocation } from 'wouter';
import { failureText } from '../../app/failure';
import { useSubmit } from '../../app/useSubmit';
import { useAutosave } from '../../app/useAutosave';
import { useTitle } from '../../app/useTitle';
import { t } from '../../i18n';
import { useMembers } from '../../models/member';
import { readSession } from '../../models/session';
import {
  deleteWorkspace,
  leaveWorkspace,
  transferWorkspace,
  updateWorkspace,
  useMyMembership,
  useWorkspace,
} from '../../models/workspace';
import type { Workspace } from '../../models/workspace';
import { Notice } from '../../ui/AuthLayout';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { Combobox } from '../../ui/Combobox';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { SettingsGroup, SettingsPage, SettingsRow } from '../../ui/Settings';
import { showToast } from '../../ui/toasts';

/** The workspace itself. */
export function WorkspaceSettings() {
  const workspace = useWorkspace();
  useTitle(t('shell.workspace_settings'));
  return workspace ? <Form workspace={workspace} /> : null;
}

function Form({ workspace }: { workspace: Workspace }) {
  const me = useMyMembership();
  const [, navigate] = useLocation();
  const administers = me?.role === 'owner' || me?.role === 'admin';
  const isOwner = me?.role === 'owner';
  const name = useAutosave(workspace.name, (value) => updateWorkspace(workspace.id, { name: value }), {
    field: 'name',
  });
  const slug = useAutosave(
    workspace.slug,
    async (value) => {
      await updateWorkspace(workspace.id, { slug: value });
      const session = readSession();
      const now =
        session.status === 'signed-in' ? session.me.workspaces.find((one) => one.id === workspace.id) : undefined;
      if (now) navigate(`/${now.slug}/workspace`, { replace: true });
    },
    { field: 'slug' },
  );

  async function leave(): Promise<void> {
    try {
      await leaveWorkspace(workspace.id);
      showToast(t('workspace.left', { name: workspace.name }));
      navigate('/', { replace: true });
    } catch (cause) {
      showToast(failureText(cause), { tone: 'danger' });
    }
  }

  return (
    <SettingsPage title={t('shell.workspace_settings')} text={t('workspace.general_text')}>
      <SettingsGroup>
        <SettingsRow label={t('workspace.name')} wide>
          <Input
            aria-label={t('workspace.name')}
            disabled={!administers}
            maxLength={100}
            aria-invalid={name.error ? true : undefined}
            value={name.value}
            onChange={name.onChange}
            onBlur={name.onBlur}
            onKeyDown={name.onKeyDown}
          />
        </SettingsRow>
        <SettingsRow label={t('workspace.address')} hint={t('workspace.address_hint')} wide>
          <Input
            aria-label={t('workspace.address')}
            disabled={!administers}
            leading={<span>/</span>}
            spellCheck={false}
            autoCapitalize="none"
            aria-invalid={slug.error ? true : undefined}
            value={slug.value}
            onChange={slug.onChange}
            onBlur={slug.onBlur}
            onKeyDown={slug.onKeyDown}
          />
        </SettingsRow>
      </SettingsGroup>
      <SettingsGroup>
        {isOwner && (
          <SettingsRow label={t('workspace.transfer')} hint={t('workspace.transfer_hint')}>
            <Transfer workspace={workspace.id} me={me.member_id} />
          </SettingsRow>
        )}
        <SettingsRow label={t('workspace.leave')} hint={t(isOwner ? 'workspace.leave_owner' : 'workspace.leave_hint')}>
          <Button disabled={isOwner} onClick={() => void leave()}>
            {t('workspace.leave')}
          </Button>
        </SettingsRow>
        {isOwner && (
          <SettingsRow label={t('workspace.delete')} hint={t('workspace.delete_hint')}>
            <Delete workspace={workspace} />
          </SettingsRow>
        )}
      </SettingsGroup>
    </SettingsPage>
  );
}

function Transfer({ workspace, me }: { workspace: string; me: string }) {
  const members = useMembers().filter(
    (member) => !member.removed_at && !member.placeholder && member.id !== me && member.role !== 'guest',
  );
  async function transfer(to: string): Promise<void> {
    try {
      await transferWorkspace(workspace, to);
      showToast(t('workspace.transferred', { name: members.find((member) => member.id === to)?.name ?? '' }), {
        tone: 'success',
      });
    } catch (cause) {
      showToast(failureText(cause), { tone: 'danger' });
    }
  }
  return (
    <Combobox
      label={t('workspace.transfer_to')}
      value={null}
      align="end"
      placeholder={t('workspace.find_person')}
      options={members.map((member) => ({
        id: member.id,
        label: member.name,
        note: t(`workspace.${member.role}`),
        icon: <Avatar person={member} size={18} decorative />,
      }))}
      onChange={(to) => void transfer(to)}
      trigger={<Button disabled={members.length === 0}>{t('workspace.transfer')}</Button>}
    />
  );
}

/** The one act that has no undo asks for the name first. */
function Delete({ workspace }: { workspace: Workspace }) {
  const [, navigate] = useLocation();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const form = useSubmit(async () => {
    await deleteWorkspace(workspace.id);
    showToast(t('workspace.deleted', { name: workspace.name }));
    navigate('/', { replace: true });
  });
  return (
    <>
      <Button variant="danger" onClick={() => setOpen(true)}>
        {t('workspace.delete')}
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        size="sm"
        title={t('workspace.delete_title', { name: workspace.name })}
        description={t('workspace.delete_text')}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{t('ui.cancel')}</Button>
            <Button
              variant="danger"
              busy={form.busy}
              disabled={typed.trim() !== workspace.name}
              onClick={() => form.onSubmit()}
            >
              {t('workspace.delete')}
            </Button>
          </>
        }
      >
        {form.failure && <Notice tone="danger">{form.failure}</Notice>}
        <Field label={t('workspace.delete_type', { name: workspace.name })}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              autoComplete="off"
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
            />
          )}
        </Field>
      </Dialog>
    </>
  );
}
