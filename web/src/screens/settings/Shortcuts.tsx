import { useTitle } from '../../app/useTitle';
import { t } from '../../i18n';
import { useMe } from '../../models/session';
import { shortcuts } from '../../shortcuts/catalogue';
import type { ShortcutSection } from '../../shortcuts/catalogue';
import { isSingleKey } from '../../shortcuts/keys';
import { Notice } from '../../ui/AuthLayout';
import { Kbd } from '../../ui/Kbd';
import { SettingsGroup, SettingsPage } from '../../ui/Settings';
import styles from './Shortcuts.module.css';

const sections: readonly ShortcutSection[] = ['general', 'go', 'list', 'task'];

/** Every shortcut there is. */
export function Shortcuts() {
  const me = useMe();
  const singleKeys = me?.preferences.shortcuts ?? true;
  useTitle(t('shell.shortcuts'));
  return (
    <SettingsPage title={t('shell.shortcuts')} text={t('settings.shortcuts_text')} reading>
      {!singleKeys && <Notice>{t('settings.shortcuts_off')}</Notice>}
      {sections.map((section) => (
        <SettingsGroup key={section} title={t(`shell.section_${section}`)}>
          <dl className={styles.list}>
            {Object.entries(shortcuts)
              .filter(([, shortcut]) => shortcut.section === section)
              .map(([id, shortcut]) => (
                <div
                  key={id}
                  className={styles.row}
                  data-off={!singleKeys && isSingleKey(shortcut.keys[0]) ? '' : undefined}
                >
                  <dt>{t(shortcut.title)}</dt>
                  <dd>
                    {shortcut.keys.map((keys) => (
                      <Kbd key={keys} keys={keys} />
                    ))}
                  </dd>
                </div>
              ))}
          </dl>
        </SettingsGroup>
      ))}
    </SettingsPage>
  );
}
