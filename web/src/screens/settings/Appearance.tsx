import { Monitor, Moon, Sun } from 'lucide-react';
import type { Theme } from '../../api/types';
import { failureText } from '../../app/failure';
import { applyTheme } from '../../app/theme';
import { useTitle } from '../../app/useTitle';
import { t } from '../../i18n';
import { updateProfile } from '../../models/account';
import type { Preferences } from '../../models/account';
import { useMe } from '../../models/session';
import { keyNames } from '../../ui/Kbd';
import { SettingsCell, SettingsGroup, SettingsPage, SettingsRow } from '../../ui/Settings';
import { Switch } from '../../ui/Switch';
import { Segmented } from '../../ui/Tabs';
import { showToast } from '../../ui/toasts';

function save(preferences: Partial<Preferences>): void {
  void updateProfile({ preferences }).catch((cause: unknown) => showToast(failureText(cause), { tone: 'danger' }));
}

/** How the application looks and behaves. */
export function Appearance() {
  const me = useMe();
  useTitle(t('settings.appearance'));
  if (!me) return null;
  const { theme, confetti, shortcuts } = me.preferences;
  return (
    <SettingsPage title={t('settings.appearance')} text={t('settings.appearance_text')}>
      <SettingsGroup>
        <SettingsRow label={t('settings.theme')}>
          <Segmented
            label={t('settings.theme')}
            value={theme}
            options={[
              { id: 'system', label: t('settings.theme_system'), icon: <Monitor aria-hidden="true" /> },
              { id: 'light', label: t('settings.theme_light'), icon: <Sun aria-hidden="true" /> },
              { id: 'dark', label: t('settings.theme_dark'), icon: <Moon aria-hidden="true" /> },
            ]}
            onChange={(next) => {
              applyTheme(next as Theme);
              save({ theme: next as Theme });
            }}
          />
        </SettingsRow>
      </SettingsGroup>
      <SettingsGroup>
        <SettingsCell>
          <Switch
            label={t('settings.confetti')}
            hint={t('settings.confetti_hint')}
            checked={confetti}
            onChange={(next) => save({ confetti: next })}
          />
        </SettingsCell>
        <SettingsCell>
          <Switch
            label={t('settings.single_keys')}
            hint={t('settings.single_keys_hint', { mod: keyNames('mod')[0] ?? '' })}
            checked={shortcuts}
            onChange={(next) => save({ shortcuts: next })}
          />
        </SettingsCell>
      </SettingsGroup>
    </SettingsPage>
  );
}
