import { ChevronDown, LogOut, Plus, Settings, UserRound, UserRoundPlus } from 'lucide-react';
import { useLocation } from 'wouter';
import { t } from '../../i18n';
import { signOut, useMe } from '../../models/session';
import { useMyMembership, useWorkspace } from '../../models/workspace';
import { keysOf } from '../../shortcuts/catalogue';
import { Avatar } from '../../ui/Avatar';
import { Menu, MenuGroup, MenuItem, MenuSeparator } from '../../ui/Menu';
import { pagePath, welcomePath, workspacePath } from '../paths';
import { useSlug } from './slug';
import styles from './WorkspaceMenu.module.css';

/** A colour that stays with a workspace. */
function workspaceColor(id: string): string {
  const palette = ['indigo', 'teal', 'violet', 'blue', 'pink', 'green', 'orange', 'cyan'];
  let sum = 0;
  for (const character of id) sum = (sum * 31 + character.charCodeAt(0)) % 997;
  return palette[sum % palette.length] ?? 'indigo';
}

/** The name of the workspace; behind it the other workspaces, the settings, and the way out. */
export function WorkspaceMenu() {
  const slug = useSlug();
  const me = useMe();
  const workspace = useWorkspace();
  const membership = useMyMembership();
  const [, navigate] = useLocation();
  const name = workspace?.name ?? me?.workspaces.find((one) => one.slug === slug)?.name ?? slug;
  const canInvite = membership?.role === 'owner' || membership?.role === 'admin';
  return (
    <Menu
      trigger={
        <button type="button" className={styles.trigger} aria-label={t('shell.workspace_menu', { name })}>
          <Avatar person={{ name, color: workspaceColor(workspace?.id ?? slug) }} size={20} square decorative />
          <span className={styles.name}>{name}</span>
          <ChevronDown aria-hidden="true" />
        </button>
      }
    >
      {me && <div className={styles.me}>{me.email}</div>}
      <MenuItem
        icon={<UserRound />}
        keys={keysOf('go.settings')}
        onSelect={() => navigate(pagePath(slug, 'settings/profile'))}
      >
        {t('shell.account_settings')}
      </MenuItem>
      <MenuItem icon={<Settings />} onSelect={() => navigate(pagePath(slug, 'workspace'))}>
        {t('shell.workspace_settings')}
      </MenuItem>
      {canInvite && (
        <MenuItem icon={<UserRoundPlus />} onSelect={() => navigate(pagePath(slug, 'members'))}>
          {t('shell.invite_people')}
        </MenuItem>
      )}
      <MenuSeparator />
      <MenuGroup label={t('shell.switch_workspace')}>
        {me?.workspaces.map((one) => (
          <MenuItem
            key={one.id}
            icon={<Avatar person={{ name: one.name, color: workspaceColor(one.id) }} size={18} square decorative />}
            selected={one.slug === slug}
            onSelect={() => navigate(workspacePath(one.slug))}
          >
            {one.name}
          </MenuItem>
        ))}
        <MenuItem icon={<Plus />} onSelect={() => navigate(welcomePath)}>
          {t('shell.new_workspace')}
        </MenuItem>
      </MenuGroup>
      <MenuSeparator />
      <MenuItem icon={<LogOut />} onSelect={() => void signOut().then(() => navigate('/'))}>
        {t('shell.sign_out')}
      </MenuItem>
    </Menu>
  );
}
