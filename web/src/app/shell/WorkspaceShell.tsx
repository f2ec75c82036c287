import '../../i18n/areas';
import { Suspense, useEffect, useState } from 'react';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { t } from '../../i18n';
import { setFormatProfile } from '../../i18n/format';
import { followMe } from '../../models/me-stream';
import { useMe } from '../../models/session';
import { retryNow, useRejections } from '../../models/sync';
import type { Rejection } from '../../models/sync';
import { useOpenWorkspace } from '../../models/workspace';
import { NotFound } from '../../screens/not-found/NotFound';
import { QuickAddHost } from '../../screens/quick-add/QuickAddHost';
import { allowSingleKeys, installShortcuts } from '../../shortcuts/bind';
import { Button } from '../../ui/Button';
import { Sheet } from '../../ui/Dialog';
import { EmptyState } from '../../ui/EmptyState';
import { Skeleton, SkeletonRows } from '../../ui/Skeleton';
import { showToast } from '../../ui/toasts';
import { UiProvider } from '../../ui/UiProvider';
import { OldEdits } from '../../work/OldEdits';
import { ErrorScreenBoundary } from '../boundary';
import { rememberWorkspace } from '../lastWorkspace';
import { pagePath } from '../paths';
import { workspaceRoutes } from '../workspaceRoutes';
import { BottomBar } from './BottomBar';
import { GlobalShortcuts } from './GlobalShortcuts';
import { SettingsSidebar } from './SettingsSidebar';
import { rejectionText } from './rejection';
import { Sidebar } from './Sidebar';
import { SidebarSkeleton } from './SidebarSkeleton';
import { SlugContext } from './slug';
import { useUpdateCheck } from './useUpdateCheck';
import styles from './WorkspaceShell.module.css';

const collapsedKey = 'taskflow.sidebar';

/** The frame around every screen of a workspace. */
export function WorkspaceShell({ slug }: { slug: string }) {
  const state = useOpenWorkspace(slug);
  const me = useMe();
  // The screens, which write dates, are shown once the rows are here: after this effect.
  useEffect(() => setFormatProfile(me ?? {}), [me]);
  const account = me?.id;
  useEffect(() => (account === undefined ? undefined : followMe(account)), [account]);
  const moved = useMoved(slug);
  const singleKeys = me?.preferences.shortcuts ?? true;
  useEffect(() => installShortcuts(), []);
  useEffect(() => allowSingleKeys(singleKeys), [singleKeys]);
  useEffect(() => {
    if (state === 'ready') rememberWorkspace(slug);
  }, [state, slug]);
  useUpdateCheck();
  if (moved !== undefined) return <Redirect to={moved} replace />;
  if (state === 'not-found' || state === 'gone') return <NotFound workspace />;
  return (
    <UiProvider>
      <SlugContext value={slug}>
        <Frame slug={slug} ready={state === 'ready'} failed={state === 'unreachable'} />
      </SlugContext>
    </UiProvider>
  );
}

/** Where this page is now, when somebody gave the workspace another address while it was open. */
function useMoved(slug: string): string | undefined {
  const me = useMe();
  const [path] = useLocation();
  const [seen, setSeen] = useState({ slug: '', id: '' });
  const here = me?.workspaces.find((one) => one.slug === slug);
  if (here && (here.id !== seen.id || slug !== seen.slug)) setSeen({ slug, id: here.id });
  const now = here || seen.slug !== slug ? undefined : me?.workspaces.find((one) => one.id === seen.id);
  return now && `/${now.slug}${path.slice(slug.length + 1)}`;
}

function Frame({ slug, ready, failed }: { slug: string; ready: boolean; failed: boolean }) {
  const [path] = useLocation();
  const [collapsed, setCollapsed] = useState(() => localStorage.getItem(collapsedKey) === 'hidden');
  const [menuOpen, setMenuOpen] = useState(false);
  const inSettings = workspaceRoutes.some(
    (route) => route.settings && path.startsWith(route.path.replace(':ws', slug)),
  );
  useEffect(() => setMenuOpen(false), [path]);
  useRejections(reportRejection);

  function collapse(next: boolean): void {
    setCollapsed(next);
    localStorage.setItem(collapsedKey, next ? 'hidden' : 'shown');
  }

  const navigation = inSettings ? <SettingsSidebar /> : <Sidebar onCollapse={() => collapse(true)} />;
  return (
    <div className={styles.shell} data-collapsed={collapsed ? '' : undefined}>
      <a href="#content" className={styles.skip}>
        {t('shell.skip_to_content')}
      </a>
      <aside className={styles.sidebar} hidden={collapsed}>
        {ready ? navigation : <SidebarSkeleton />}
      </aside>
      <main id="content" tabIndex={-1} className={styles.content}>
        {ready ? (
          <Screens slug={slug} inSettings={inSettings} />
        ) : failed ? (
          <CouldNotLoad />
        ) : (
          <ContentSkeleton settings={inSettings} />
        )}
      </main>
      {ready && (
        <>
          <BottomBar menuOpen={menuOpen} onMenu={() => setMenuOpen(true)} />
          <Sheet open={menuOpen} onOpenChange={setMenuOpen} title={t('shell.menu')} side="left">
            {navigation}
          </Sheet>
          <QuickAddHost />
          <OldEdits />
          <GlobalShortcuts collapsed={collapsed} onCollapse={collapse} />
        </>
      )}
    </div>
  );
}

function Screens({ slug, inSettings }: { slug: string; inSettings: boolean }) {
  useEffect(preloadScreens, []);
  return (
    <ErrorScreenBoundary nested>
      <Suspense fallback={<ContentSkeleton settings={inSettings} />}>
        <Switch>
          {workspaceRoutes.map((route) => (
            <Route key={route.path} path={route.path} component={route.screen} />
          ))}
          <Route path="/:ws">
            <Redirect to={pagePath(slug, 'my-tasks')} replace />
          </Route>
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Suspense>
    </ErrorScreenBoundary>
  );
}

/** Fetches the other screens while nothing else is to be done, so that no later click waits. */
function preloadScreens(): () => void {
  let stopped = false;
  async function preloadAll(): Promise<void> {
    for (const route of workspaceRoutes) if (!stopped && navigator.onLine) await route.screen.preload();
  }
  const timer = setTimeout(() => void preloadAll(), 900);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** Has the shape of most screens, so that nothing moves when they arrive. */
function ContentSkeleton({ settings }: { settings: boolean }) {
  if (settings) {
    return (
      <div className={styles.skeletonSettings}>
        <Skeleton width={140} height={22} />
        <Skeleton width={280} height={12} />
        <SkeletonRows rows={5} />
      </div>
    );
  }
  return (
    <div className={styles.skeleton}>
      <div className={styles.skeletonHeader} />
      <div className={styles.skeletonRows}>
        <SkeletonRows rows={9} />
      </div>
    </div>
  );
}

function CouldNotLoad() {
  return (
    <EmptyState
      title={t('shell.could_not_load')}
      action={
        <Button variant="primary" onClick={retryNow}>
          {t('shell.retry')}
        </Button>
      }
    />
  );
}

function reportRejection(rejection: Rejection): void {
  showToast(rejectionText(rejection), { tone: 'danger', lasts: 12_000 });
}
