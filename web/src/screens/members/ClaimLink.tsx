import { useEffect, useState } from 'react';
import { failureText } from '../../app/failure';
import { t } from '../../i18n';
import { createInvite } from '../../models/invite';
import type { Member } from '../../models/member';
import { Notice } from '../../ui/AuthLayout';
import { Button } from '../../ui/Button';
import { CopyField } from '../../ui/CopyField';
import { Dialog } from '../../ui/Dialog';
import { Skeleton } from '../../ui/Skeleton';

/** Makes the link by which an imported person takes over what is theirs. */
export function ClaimLink({ member, onClose }: { member: Member | undefined; onClose: () => void }) {
  const [link, setLink] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const id = member?.id;
  useEffect(() => {
    setLink(undefined);
    setFailure(undefined);
    if (id === undefined) return undefined;
    let current = true;
    createInvite({ role: 'member', max_uses: 1, claims_member_id: id }).then(
      (invite) => current && setLink(invite.link),
      (cause: unknown) => current && setFailure(failureText(cause)),
    );
    return () => {
      current = false;
    };
  }, [id]);
  const name = member?.name ?? '';
  return (
    <Dialog
      open={member !== undefined}
      onOpenChange={onClose}
      title={t('workspace.claim_title', { name })}
      description={t('workspace.claim_text', { name })}
      footer={<Button onClick={onClose}>{t('ui.close')}</Button>}
    >
      {failure ? (
        <Notice tone="danger">{failure}</Notice>
      ) : link ? (
        <CopyField label={t('workspace.claim_title', { name })} value={link} />
      ) : (
        <Skeleton height={32} />
      )}
    </Dialog>
  );
}
