import {
  ChevronLeft,
  Import,
  Keyboard,
  KeyRound,
  MonitorSmartphone,
  Palette,
  Settings2,
  Shield,
  Tags,
  Trash2,
  UserRound,
  UsersRound,
} from 'lucide-react';
import { Link } from 'wouter';
import { t } from '../../i18n';
import { useMyMembership } from '../../models/workspace';
import { pagePath, workspacePath } from '../paths';
import { NavLink } from './NavLink';
import styles from './Sidebar.module.css';
import { useSlug } from './slug';

/** The way around the settings. */
export function SettingsSidebar() {
  const slug = useSlug();
  const membership = useMyMembership();
  return (
    <nav className={styles.sidebar} aria-label={t('shell.settings')}>
      <div className={styles.top}>
        <Link href={workspacePath(slug)} className={styles.back}>
          <ChevronLeft aria-hidden="true" />
          {t('shell.settings')}
        </Link>
      </div>
      <div className={styles.scroll}>
        <p className={styles.subheading}>{t('settings.account')}</p>
        <div className={styles.group}>
          <NavLink href={pagePath(slug, 'settings/profile')} icon={<UserRound aria-hidden="true" />}>
            {t('settings.profile')}
          </NavLink>
          <NavLink href={pagePath(slug, 'settings/appearance')} icon={<Palette aria-hidden="true" />}>
            {t('settings.appearance')}
          </NavLink>
          <NavLink href={pagePath(slug, 'settings/security')} icon={<Shield aria-hidden="true" />}>
            {t('settings.security')}
          </NavLink>
          <NavLink href={pagePath(slug, 'settings/sessions')} icon={<MonitorSmartphone aria-hidden="true" />}>
            {t('settings.sessions')}
          </NavLink>
          <NavLink href={pagePath(slug, 'settings/tokens')} icon={<KeyRound aria-hidden="true" />}>
            {t('settings.tokens')}
          </NavLink>
          <NavLink href={pagePath(slug, 'shortcuts')} icon={<Keyboard aria-hidden="true" />}>
            {t('shell.shortcuts')}
          </NavLink>
        </div>
        <section className={styles.section}>
          <p className={styles.subheading}>{t('settings.workspace')}</p>
          <div className={styles.group}>
            <NavLink href={pagePath(slug, 'workspace')} icon={<Settings2 aria-hidden="true" />}>
              {t('settings.general')}
            </NavLink>
            <NavLink href={pagePath(slug, 'members')} icon={<UsersRound aria-hidden="true" />}>
              {t('shell.members')}
            </NavLink>
            <NavLink href={pagePath(slug, 'labels')} icon={<Tags aria-hidden="true" />}>
              {t('shell.labels')}
            </NavLink>
            {membership?.role !== 'guest' && (
              <NavLink href={pagePath(slug, 'import')} icon={<Import aria-hidden="true" />}>
                {t('shell.import')}
              </NavLink>
            )}
            <NavLink href={pagePath(slug, 'trash')} icon={<Trash2 aria-hidden="true" />}>
              {t('shell.trash')}
            </NavLink>
          </div>
        </section>
      </div>
    </nav>
  );
}
