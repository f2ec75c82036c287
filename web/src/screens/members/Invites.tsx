import { useState } from 'react';
import { Link2, Plus } from 'lucide-react';
import { failureText } from '../../app/failure';
import { useLoaded } from '../../app/useLoaded';
import { useSubmit } from '../../app/useSubmit';
import { t } from '../../i18n';
import { formatDate, formatRelative } from '../../i18n/format';
import { createInvite, listInvites, revokeInvite } from '../../models/invite';
import type { Invite } from '../../models/invite';
import { useMembers } from '../../models/member';
import type { Role } from '../../models/member';
import { Notice } from '../../ui/AuthLayout';
import { Button } from '../../ui/Button';
import { CopyField } from '../../ui/CopyField';
import { Dialog } from '../../ui/Dialog';
import { EmptyState } from '../../ui/EmptyState';
import { Field } from '../../ui/Field';
import { LoadedList } from '../../ui/LoadedList';
import { Select } from '../../ui/Select';
import { ListRow, SettingsGroup } from '../../ui/Settings';
import { showToast } from '../../ui/toasts';

function isOpen(invite: Invite): boolean {
  if (invite.revoked_at) return false;
  if (invite.expires_at && Date.parse(invite.expires_at) < Date.now()) return false;
  return !invite.max_uses || invite.uses < invite.max_uses;
}

/** The links by which people join. */
export function Invites({ making, onMaking }: { making: boolean; onMaking: (making: boolean) => void }) {
  const invites = useLoaded(listInvites);
  const members = useMembers();

  async function withdraw(invite: Invite): Promise<void> {
    if (invites.status !== 'ready') return;
    invites.set((all) => all.filter((one) => one.id !== invite.id));
    try {
      await revokeInvite(invite.id);
      showToast(t('workspace.withdrawn'));
    } catch (cause) {
      invites.reload();
      showToast(failureText(cause), { tone: 'danger' });
    }
  }

  function describe(invite: Invite): string {
    const by = members.find((member) => member.id === invite.created_by)?.name;
    return [
      invite.expires_at && t('workspace.link_until', { date: formatDate(invite.expires_at.slice(0, 10)) }),
      t('workspace.link_used', { count: invite.uses }),
      by && t('workspace.link_made_by', { name: by, when: formatRelative(invite.created_at) }),
    ]
      .filter(Boolean)
      .join(' · ');
  }

  const open = invites.status === 'ready' ? { ...invites, value: invites.value.filter(isOpen) } : invites;
  if (open.status === 'ready' && open.value.length === 0 && !making) return null;
  return (
    <>
      <SettingsGroup title={t('workspace.invites_title')} text={t('workspace.invites_text')}>
        <LoadedList state={open} empty={<EmptyState icon={<Link2 />} title={t('workspace.invites_empty')} />}>
          {(invite) => (
            <ListRow
              key={invite.id}
              picture={<Link2 aria-hidden="true" />}
              title={
                invite.claims_member_id
                  ? t('workspace.claim_title', {
                      name: members.find((member) => member.id === invite.claims_member_id)?.name ?? '',
                    })
                  : t('workspace.link_title', { role: t(`workspace.${invite.role}`) })
              }
              text={describe(invite)}
              actions={
                <Button size="sm" variant="danger" onClick={() => void withdraw(invite)}>
                  {t('workspace.withdraw')}
                </Button>
              }
            />
          )}
        </LoadedList>
      </SettingsGroup>
      <NewInvite
        open={making}
        onClose={() => onMaking(false)}
        onMade={() => invites.status !== 'loading' && invites.reload()}
      />
    </>
  );
}

function NewInvite({ open, onClose, onMade }: { open: boolean; onClose: () => void; onMade: () => void }) {
  const [role, setRole] = useState<Role>('member');
  const [days, setDays] = useState('7');
  const [uses, setUses] = useState('any');
  const [link, setLink] = useState<string>();
  const form = useSubmit(async () => {
    const made = await createInvite({
      role,
      expires_in_days: Number(days),
      ...(uses === 'any' ? {} : { max_uses: Number(uses) }),
    });
    setLink(made.link);
    onMade();
  });
  function close(): void {
    onClose();
    setLink(undefined);
  }
  if (link !== undefined) {
    return (
      <Dialog
        open={open}
        onOpenChange={close}
        title={t('workspace.link_title', { role: t(`workspace.${role}`) })}
        description={t('workspace.link_ready')}
        footer={
          <Button variant="primary" onClick={close}>
            {t('settings.token_done')}
          </Button>
        }
      >
        <CopyField label={t('workspace.new_link')} value={link} />
      </Dialog>
    );
  }
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={t('workspace.new_link')}
      footer={
        <>
          <Button onClick={close}>{t('ui.cancel')}</Button>
          <Button variant="primary" icon={<Plus aria-hidden="true" />} busy={form.busy} onClick={() => form.onSubmit()}>
            {t('workspace.create_link')}
          </Button>
        </>
      }
    >
      {form.failure && <Notice tone="danger">{form.failure}</Notice>}
      <Field label={t('workspace.role')} error={form.fields['role']}>
        {(control) => (
          <Select
            {...control}
            label={t('workspace.role')}
            value={role}
            options={(['admin', 'member', 'guest'] as const).map((id) => ({
              id,
              label: t(`workspace.${id}`),
              note: t(`workspace.${id}_note`),
            }))}
            onChange={(next) => setRole(next as Role)}
          />
        )}
      </Field>
      <Field label={t('workspace.link_expires')}>
        {(control) => (
          <Select
            {...control}
            label={t('workspace.link_expires')}
            value={days}
            options={['1', '7', '30'].map((id) => ({ id, label: t('workspace.days', { count: Number(id) }) }))}
            onChange={setDays}
          />
        )}
      </Field>
      <Field label={t('workspace.link_uses')}>
        {(control) => (
          <Select
            {...control}
            label={t('workspace.link_uses')}
            value={uses}
            options={[
              { id: 'any', label: t('workspace.uses_any') },
              { id: '1', label: t('workspace.uses_once') },
              { id: '10', label: t('workspace.uses_times', { count: 10 }) },
            ]}
            onChange={setUses}
          />
        )}
      </Field>
    </Dialog>
  );
}
