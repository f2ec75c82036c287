import { Suspense, useState } from 'react';
import { PanelLeftOpen } from 'lucide-react';
import { useLocation } from 'wouter';
import { t } from '../../i18n';
import { updateProfile } from '../../models/account';
import { useShortcuts } from '../../shortcuts/bind';
import { keysOf } from '../../shortcuts/catalogue';
import { IconButton } from '../../ui/IconButton';
import { runLatestToastAction } from '../../ui/toasts';
import { lazyScreen } from '../lazyScreen';
import { pagePath, projectPath } from '../paths';
import { applyTheme, isDark } from '../theme';
import styles from './GlobalShortcuts.module.css';
import { useSlug } from './slug';

const Palette = lazyScreen(async () => (await import('./Palette')).Palette);

/** What the keyboard does on every screen of a workspace, and the palette. */
export function GlobalShortcuts({
  collapsed,
  onCollapse,
}: {
  collapsed: boolean;
  onCollapse: (collapsed: boolean) => void;
}) {
  const slug = useSlug();
  const [path, navigate] = useLocation();
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [paletteUsed, setPaletteUsed] = useState(false);
  const project = /^\/[^/]+\/project\/([^/]+)/.exec(path)?.[1];

  function openPalette(): void {
    setPaletteUsed(true);
    setPaletteOpen((open) => !open);
  }

  function toggleTheme(): void {
    const theme = isDark() ? 'light' : 'dark';
    applyTheme(theme);
    void updateProfile({ preferences: { theme } }).catch(() => undefined);
  }

  useShortcuts({
    'app.palette': openPalette,
    'app.search': openPalette,
    'app.undo': runLatestToastAction,
    'app.new_project': () => navigate(pagePath(slug, 'new-project')),
    'app.sidebar': () => onCollapse(!collapsed),
    'app.theme': toggleTheme,
    'app.shortcuts': () => navigate(pagePath(slug, 'shortcuts')),
    'go.my_tasks': () => navigate(pagePath(slug, 'my-tasks')),
    'go.projects': () => navigate(pagePath(slug, 'projects')),
    'go.members': () => navigate(pagePath(slug, 'members')),
    'go.settings': () => navigate(pagePath(slug, 'settings/profile')),
    'go.trash': () => navigate(pagePath(slug, 'trash')),
    'go.board': project ? () => navigate(projectPath(slug, project, 'board')) : undefined,
    'go.list': project ? () => navigate(projectPath(slug, project, 'list')) : undefined,
  });

  return (
    <>
      {collapsed && (
        <div className={styles.expand}>
          <IconButton
            label={t('shell.show_sidebar')}
            keys={keysOf('app.sidebar')}
            variant="outline"
            icon={<PanelLeftOpen aria-hidden="true" />}
            onClick={() => onCollapse(false)}
          />
        </div>
      )}
      {paletteUsed && (
        <Suspense fallback={null}>
          <Palette open={paletteOpen} onOpenChange={setPaletteOpen} />
        </Suspense>
      )}
    </>
  );
}
