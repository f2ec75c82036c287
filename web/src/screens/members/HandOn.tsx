import { useState } from 'react';
import { useSubmit } from '../../app/useSubmit';
import { t } from '../../i18n';
import { reassignMember, useMembers } from '../../models/member';
import type { Member } from '../../models/member';
import { Notice } from '../../ui/AuthLayout';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { Dialog } from '../../ui/Dialog';
import { Select } from '../../ui/Select';
import { showToast } from '../../ui/toasts';

/** Gives the tasks of one person to another. */
export function HandOn({ member, onClose }: { member: Member | undefined; onClose: () => void }) {
  const members = useMembers();
  const [to, setTo] = useState<string | null>(null);
  const form = useSubmit(async () => {
    if (!member || !to) return;
    await reassignMember(member.id, to);
    const name = members.find((one) => one.id === to)?.name ?? '';
    showToast(t('workspace.handed_on', { from: member.name, to: name }), { tone: 'success' });
    close();
  });
  function close(): void {
    setTo(null);
    onClose();
  }
  const name = member?.name ?? '';
  return (
    <Dialog
      open={member !== undefined}
      onOpenChange={close}
      title={t('workspace.hand_on_title', { name })}
      description={t('workspace.hand_on_text', { name })}
      size="sm"
      footer={
        <>
          <Button onClick={close}>{t('ui.cancel')}</Button>
          <Button variant="primary" busy={form.busy} disabled={to === null} onClick={() => form.onSubmit()}>
            {t('workspace.hand_on')}
          </Button>
        </>
      }
    >
      {form.failure && <Notice tone="danger">{form.failure}</Notice>}
      <Select
        label={t('workspace.role')}
        searchable
        value={to}
        placeholder={t('workspace.find_person')}
        options={members
          .filter((one) => !one.removed_at && one.id !== member?.id)
          .map((one) => ({
            id: one.id,
            label: one.name,
            icon: <Avatar person={one} size={18} decorative />,
            ...(one.email ? { words: one.email } : {}),
          }))}
        onChange={setTo}
      />
    </Dialog>
  );
}
