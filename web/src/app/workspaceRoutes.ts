// The screens of a workspace and the addresses they are shown at. Each is fetched when first needed.
import { lazyScreen } from './lazyScreen';

const BoardScreen = lazyScreen(async () => (await import('../screens/board/BoardScreen')).BoardScreen);
const ListScreen = lazyScreen(async () => (await import('../screens/list/ListScreen')).ListScreen);
const TaskScreen = lazyScreen(async () => (await import('../screens/task/TaskScreen')).TaskScreen);
const MyTasks = lazyScreen(async () => (await import('../screens/my-tasks/MyTasks')).MyTasks);
const ProjectSettings = lazyScreen(
  async () => (await import('../screens/project-settings/ProjectSettings')).ProjectSettings,
);
const NewProject = lazyScreen(async () => (await import('../screens/new-project/NewProject')).NewProject);
const Projects = lazyScreen(async () => (await import('../screens/new-project/Projects')).Projects);
const Import = lazyScreen(async () => (await import('../screens/import/Import')).Import);
const Trash = lazyScreen(async () => (await import('../screens/trash/Trash')).Trash);
const Members = lazyScreen(async () => (await import('../screens/members/Members')).Members);
const WorkspaceSettings = lazyScreen(
  async () => (await import('../screens/workspace-settings/WorkspaceSettings')).WorkspaceSettings,
);
const Labels = lazyScreen(async () => (await import('../screens/workspace-settings/Labels')).Labels);
const Profile = lazyScreen(async () => (await import('../screens/settings/Profile')).Profile);
const Security = lazyScreen(async () => (await import('../screens/settings/Security')).Security);
const Sessions = lazyScreen(async () => (await import('../screens/settings/Sessions')).Sessions);
const Tokens = lazyScreen(async () => (await import('../screens/settings/Tokens')).Tokens);
const Appearance = lazyScreen(async () => (await import('../screens/settings/Appearance')).Appearance);
const Shortcuts = lazyScreen(async () => (await import('../screens/settings/Shortcuts')).Shortcuts);

/** A screen of a workspace: its pattern, and whether it belongs to the settings. */
export type WorkspaceRoute = { path: string; screen: ReturnType<typeof lazyScreen<object>>; settings?: boolean };

/** The screens of a workspace; the first pattern that fits is shown. */
export const workspaceRoutes: readonly WorkspaceRoute[] = [
  { path: '/:ws/project/:project/board', screen: BoardScreen },
  { path: '/:ws/project/:project/list', screen: ListScreen },
  { path: '/:ws/task/:task', screen: TaskScreen },
  { path: '/:ws/my-tasks', screen: MyTasks },
  { path: '/:ws/project/:project/settings/:section?', screen: ProjectSettings },
  { path: '/:ws/projects', screen: Projects },
  { path: '/:ws/new-project', screen: NewProject },
  { path: '/:ws/settings/profile', screen: Profile, settings: true },
  { path: '/:ws/settings/security', screen: Security, settings: true },
  { path: '/:ws/settings/sessions', screen: Sessions, settings: true },
  { path: '/:ws/settings/tokens', screen: Tokens, settings: true },
  { path: '/:ws/settings/appearance', screen: Appearance, settings: true },
  { path: '/:ws/shortcuts', screen: Shortcuts, settings: true },
  { path: '/:ws/workspace', screen: WorkspaceSettings, settings: true },
  { path: '/:ws/members', screen: Members, settings: true },
  { path: '/:ws/labels', screen: Labels, settings: true },
  { path: '/:ws/import', screen: Import, settings: true },
  { path: '/:ws/trash', screen: Trash, settings: true },
];
