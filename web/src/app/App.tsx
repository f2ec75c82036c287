import { Suspense, useEffect } from 'react';
import { Redirect, Route, Switch, useLocation, useSearch } from 'wouter';
import type { ReactNode } from 'react';
import { refreshSession, useMe, useSession } from '../models/session';
import { ErrorScreenBoundary } from './boundary';
import { lastWorkspace } from './lastWorkspace';
import { setupPath, signInPath, signUpPath, welcomePath, workspacePath } from './paths';
import { Invite, NotFound, Onboarding, Setup, SignIn, SignUp, Unreachable, WorkspaceShell } from './routes';
import { applyTheme } from './theme';
import { ToastRegion } from '../ui/Toast';

/** The whole application. */
export function App() {
  useProfile();
  return (
    <ErrorScreenBoundary>
      <Suspense fallback={null}>
        <Switch>
          <Route path="/">
            <SignedIn>
              <Home />
            </SignedIn>
          </Route>
          <Route path={signInPath}>
            <SignIn />
          </Route>
          <Route path={signUpPath}>
            <SignUp />
          </Route>
          <Route path={setupPath}>
            <Setup />
          </Route>
          <Route path="/invite/:token">
            <Invite />
          </Route>
          <Route path={welcomePath}>
            <SignedIn>
              <Onboarding />
            </SignedIn>
          </Route>
          <Route path="/:ws/*?">
            {(params) => (
              <SignedIn>
                <WorkspaceShell slug={params.ws} />
              </SignedIn>
            )}
          </Route>
          <Route>
            <NotFound />
          </Route>
        </Switch>
      </Suspense>
      <ToastRegion />
    </ErrorScreenBoundary>
  );
}

/** Keeps the theme as the profile says. */
function useProfile(): void {
  const me = useMe();
  const theme = me?.preferences.theme;
  useEffect(() => {
    if (theme) applyTheme(theme);
  }, [theme]);
}

/** Shows its children to a person who is signed in, and asks others to sign in first. */
function SignedIn({ children }: { children: ReactNode }) {
  const session = useSession();
  const [path] = useLocation();
  const search = useSearch();
  if (session.status === 'loading') return null;
  if (session.status === 'unreachable') return <Unreachable onRetry={() => void refreshSession()} />;
  if (session.status === 'signed-out') {
    const query = new URLSearchParams(session.ended ? { expired: '' } : {});
    if (path !== '/') query.set('next', path + (search ? `?${search}` : ''));
    return <Redirect to={query.size > 0 ? `${signInPath}?${query}` : signInPath} replace />;
  }
  return children;
}

/** The way in: the workspace of the last visit, or the first one, or the page that makes one. */
function Home() {
  const me = useMe();
  if (!me) return null;
  const last = lastWorkspace();
  const workspace = me.workspaces.find((one) => one.slug === last) ?? me.workspaces[0];
  return <Redirect to={workspace ? workspacePath(workspace.slug) : welcomePath} replace />;
}
