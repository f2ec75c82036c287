import { failureText } from '../../app/failure';
import { useAutosave } from '../../app/useAutosave';
import { useTitle } from '../../app/useTitle';
import { t } from '../../i18n';
import { updateProfile } from '../../models/account';
import type { ProfileChange } from '../../models/account';
import { useMe } from '../../models/session';
import type { Me } from '../../models/session';
import { Avatar } from '../../ui/Avatar';
import { Button } from '../../ui/Button';
import { ColorSwatches } from '../../ui/ColorPicker';
import { Input } from '../../ui/Input';
import { Select } from '../../ui/Select';
import { SettingsGroup, SettingsPage, SettingsRow } from '../../ui/Settings';
import { showToast } from '../../ui/toasts';
import { languages } from './languages';

/** Saves at once; what the server refuses goes back and is said. */
function save(change: ProfileChange): void {
  void updateProfile(change).catch((cause: unknown) => showToast(failureText(cause), { tone: 'danger' }));
}

/** How a person appears, and how they write dates. */
export function Profile() {
  const me = useMe();
  useTitle(t('settings.profile'));
  return me ? <ProfileForm me={me} /> : null;
}

function ProfileForm({ me }: { me: Me }) {
  const name = useAutosave(me.name, (value) => updateProfile({ name: value }), { field: 'name' });
  const initials = useAutosave(me.initials, (value) => updateProfile({ initials: value }), { field: 'initials' });
  const deviceZone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zones = [...new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', deviceZone, me.zone])].filter(Boolean);
  const locales = languages(me.locale);
  return (
    <SettingsPage title={t('settings.profile')} text={t('settings.profile_text')}>
      <SettingsGroup>
        <SettingsRow label={t('settings.name')} hint={me.email} wide>
          <Input
            aria-label={t('settings.name')}
            aria-invalid={name.error ? true : undefined}
            autoComplete="name"
            maxLength={100}
            {...field(name)}
          />
        </SettingsRow>
        <SettingsRow label={t('settings.initials')} hint={t('settings.initials_hint')} wide>
          <Input
            aria-label={t('settings.initials')}
            aria-invalid={initials.error ? true : undefined}
            maxLength={4}
            leading={
              <Avatar person={{ name: me.name, initials: initials.value, color: me.color }} size={20} decorative />
            }
            {...field(initials)}
          />
        </SettingsRow>
        <SettingsRow label={t('settings.color')} wide>
          <ColorSwatches label={t('settings.color')} value={me.color} onChange={(color) => save({ color })} />
        </SettingsRow>
      </SettingsGroup>
      <SettingsGroup>
        <SettingsRow label={t('settings.zone')} hint={t('settings.zone_hint')} wide>
          <Select
            label={t('settings.zone')}
            searchable
            value={me.zone}
            options={zones.map((id) => ({ id, label: id.replaceAll('_', ' ') }))}
            onChange={(zone) => save({ zone })}
          />
        </SettingsRow>
        {me.zone !== deviceZone && (
          <SettingsRow label={t('settings.zone_browser', { zone: deviceZone.replaceAll('_', ' ') })}>
            <Button size="sm" onClick={() => save({ zone: deviceZone })}>
              {t('ui.save')}
            </Button>
          </SettingsRow>
        )}
        <SettingsRow label={t('settings.language')} wide>
          <Select
            label={t('settings.language')}
            searchable
            value={me.locale}
            options={locales}
            onChange={(locale) => save({ locale })}
          />
        </SettingsRow>
        <SettingsRow label={t('settings.week_start')} wide>
          <Select
            label={t('settings.week_start')}
            value={String(me.week_start)}
            options={[
              { id: '1', label: t('settings.monday') },
              { id: '0', label: t('settings.sunday') },
              { id: '6', label: t('settings.saturday') },
            ]}
            onChange={(day) => save({ week_start: Number(day) })}
          />
        </SettingsRow>
      </SettingsGroup>
    </SettingsPage>
  );
}

function field({ value, onChange, onBlur, onKeyDown }: ReturnType<typeof useAutosave>) {
  return { value, onChange, onBlur, onKeyDown };
}
