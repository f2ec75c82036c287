// The screens outside of a workspace, and the frame of one. Each is fetched when first needed.
import { lazyScreen } from './lazyScreen';

export const SignIn = lazyScreen(async () => (await import('../screens/sign-in/SignIn')).SignIn);
export const SignUp = lazyScreen(async () => (await import('../screens/sign-up/SignUp')).SignUp);
export const Setup = lazyScreen(async () => (await import('../screens/setup/Setup')).Setup);
export const Invite = lazyScreen(async () => (await import('../screens/invite/Invite')).Invite);
export const Onboarding = lazyScreen(async () => (await import('../screens/onboarding/Onboarding')).Onboarding);
export const NotFound = lazyScreen(async () => (await import('../screens/not-found/NotFound')).NotFound);
export const Unreachable = lazyScreen(async () => (await import('../screens/error/ErrorScreen')).Unreachable);
export const WorkspaceShell = lazyScreen(async () => (await import('./shell/WorkspaceShell')).WorkspaceShell);
