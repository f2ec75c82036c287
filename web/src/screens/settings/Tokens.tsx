import { useState } from 'react';
import { KeyRound, Plus } from 'lucide-react';
import { failureText } from '../../app/failure';
import { useLoaded } from '../../app/useLoaded';
import { useSubmit } from '../../app/useSubmit';
import { useTitle } from '../../app/useTitle';
import { t } from '../../i18n';
import { formatDate, formatRelative } from '../../i18n/format';
import { createToken, listTokens, revokeToken } from '../../models/account';
import type { Token, TokenScope } from '../../models/account';
import { Notice } from '../../ui/AuthLayout';
import { Button } from '../../ui/Button';
import { Badge } from '../../ui/Chip';
import { CopyField } from '../../ui/CopyField';
import { Dialog } from '../../ui/Dialog';
import { EmptyState } from '../../ui/EmptyState';
import { Field } from '../../ui/Field';
import { Input } from '../../ui/Input';
import { LoadedList } from '../../ui/LoadedList';
import { Select } from '../../ui/Select';
import { ListRow, SettingsGroup, SettingsPage } from '../../ui/Settings';
import { showToast } from '../../ui/toasts';

/** Keys for scripts. */
export function Tokens() {
  const tokens = useLoaded(listTokens);
  const [making, setMaking] = useState(false);
  useTitle(t('settings.tokens'));

  async function revoke(token: Token): Promise<void> {
    if (tokens.status !== 'ready') return;
    tokens.set((all) => all.filter((one) => one.id !== token.id));
    try {
      await revokeToken(token.id);
      showToast(t('settings.token_revoked', { name: token.name }));
    } catch (cause) {
      tokens.reload();
      showToast(failureText(cause), { tone: 'danger' });
    }
  }

  const button = (
    <Button variant="primary" icon={<Plus aria-hidden="true" />} onClick={() => setMaking(true)}>
      {t('settings.new_token')}
    </Button>
  );
  const some = tokens.status === 'ready' && tokens.value.length > 0;
  return (
    <SettingsPage title={t('settings.tokens')} text={t('settings.tokens_text')} actions={some && button}>
      <SettingsGroup>
        <LoadedList
          state={tokens}
          empty={
            <EmptyState
              icon={<KeyRound />}
              title={t('settings.tokens_empty')}
              text={t('settings.tokens_empty_text')}
              action={button}
            />
          }
        >
          {(token) => (
            <ListRow
              key={token.id}
              picture={<KeyRound aria-hidden="true" />}
              title={
                <>
                  {token.name}
                  <Badge>{t(token.scope === 'write' ? 'settings.scope_write' : 'settings.scope_read')}</Badge>
                </>
              }
              text={`${expiry(token)} · ${token.last_used_at ? t('settings.token_used', { when: formatRelative(token.last_used_at) }) : t('settings.token_unused')}`}
              actions={
                <Button
                  size="sm"
                  variant="danger"
                  aria-label={t('settings.revoke_named', { name: token.name })}
                  onClick={() => void revoke(token)}
                >
                  {t('settings.revoke')}
                </Button>
              }
            />
          )}
        </LoadedList>
      </SettingsGroup>
      <NewToken
        open={making}
        onClose={() => setMaking(false)}
        onMade={() => tokens.status !== 'loading' && tokens.reload()}
      />
    </SettingsPage>
  );
}

function expiry(token: Token): string {
  if (!token.expires_at) return t('settings.token_never_expires');
  if (Date.parse(token.expires_at) < Date.now()) return t('settings.token_expired');
  return t('settings.token_expires_on', { date: formatDate(token.expires_at.slice(0, 10)) });
}

function NewToken({ open, onClose, onMade }: { open: boolean; onClose: () => void; onMade: () => void }) {
  const [name, setName] = useState('');
  const [scope, setScope] = useState<TokenScope>('read');
  const [days, setDays] = useState('90');
  const [secret, setSecret] = useState<string>();
  const form = useSubmit(async () => {
    const made = await createToken(name.trim(), scope, Number(days));
    setSecret(made.token);
    onMade();
  });
  function close(): void {
    onClose();
    setName('');
    setSecret(undefined);
  }
  if (secret !== undefined) {
    return (
      <Dialog
        open={open}
        onOpenChange={close}
        title={name}
        description={t('settings.token_made')}
        footer={
          <Button variant="primary" onClick={close}>
            {t('settings.token_done')}
          </Button>
        }
      >
        <CopyField label={name} value={secret} />
      </Dialog>
    );
  }
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={t('settings.new_token')}
      footer={
        <>
          <Button onClick={close}>{t('ui.cancel')}</Button>
          <Button variant="primary" type="submit" form="new-token" busy={form.busy} disabled={name.trim() === ''}>
            {t('settings.create_token')}
          </Button>
        </>
      }
    >
      {form.failure && <Notice tone="danger">{form.failure}</Notice>}
      <form id="new-token" onSubmit={form.onSubmit}>
        <Field label={t('settings.token_name')} error={form.fields['name']}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              maxLength={100}
              placeholder={t('settings.token_name_placeholder')}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </Field>
      </form>
      <Field label={t('settings.token_scope')}>
        {(control) => (
          <Select
            {...control}
            label={t('settings.token_scope')}
            value={scope}
            options={[
              { id: 'read', label: t('settings.scope_read') },
              { id: 'write', label: t('settings.scope_write') },
            ]}
            onChange={(next) => setScope(next as TokenScope)}
          />
        )}
      </Field>
      <Field label={t('settings.token_expires')} error={form.fields['expires_in_days']}>
        {(control) => (
          <Select
            {...control}
            label={t('settings.token_expires')}
            value={days}
            options={[
              { id: '30', label: t('settings.expires_30') },
              { id: '90', label: t('settings.expires_90') },
              { id: '365', label: t('settings.expires_365') },
            ]}
            onChange={setDays}
          />
        )}
      </Field>
    </Dialog>
  );
}
