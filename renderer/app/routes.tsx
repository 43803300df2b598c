import { createRootRoute, createRoute, createRouter, Outlet } from '@tanstack/react-router';
import { ChangesScreen, changesSearchSchema } from '../features/changes/index.ts';
import { GalleryScreen, gallerySearchSchema } from '../features/files/index.ts';
import { LogScreen, logSearchSchema } from '../features/log/index.ts';
import { ModelScreen, modelSearchSchema } from '../features/models/index.ts';
import { KeysScreen, keysSearchSchema } from '../features/redis/index.ts';
import { SettingsScreen } from '../features/settings/index.ts';
import { HomeScreen } from './pages/home-screen.tsx';
import { NotFoundScreen, StoppedScreen } from './pages/not-found-screen.tsx';
import { ProjectsPage } from './pages/projects-page.tsx';
import { StartPage } from './pages/start-page.tsx';
import { ProjectWindow } from './project-window.tsx';

const root = createRootRoute({ component: Outlet });
const start = createRoute({ getParentRoute: () => root, path: '/', component: StartPage });
// One component for all three: the list stays while a form comes and goes.
const projects = createRoute({ getParentRoute: () => root, path: '/projects', component: ProjectsPage });
const projectList = createRoute({ getParentRoute: () => projects, path: '/' });
const newProject = createRoute({ getParentRoute: () => projects, path: '/new' });
const editProject = createRoute({ getParentRoute: () => projects, path: '/edit/$known' });
const project = createRoute({ getParentRoute: () => root, path: '/p/$project', component: ProjectWindow });
const home = createRoute({ getParentRoute: () => project, path: '/', component: HomeScreen });

const model = createRoute({
  getParentRoute: () => project,
  path: '/models/$storage/$model',
  component: ModelScreen,
  validateSearch: modelSearchSchema,
});

const gallery = createRoute({
  getParentRoute: () => project,
  path: '/files/$root/$storage',
  component: GalleryScreen,
  validateSearch: gallerySearchSchema,
});

const relatedFiles = createRoute({
  getParentRoute: () => project,
  path: '/files/related',
  component: GalleryScreen,
  validateSearch: gallerySearchSchema,
});

const keys = createRoute({
  getParentRoute: () => project,
  path: '/redis/$connection/$db',
  component: KeysScreen,
  validateSearch: keysSearchSchema,
});

const changes = createRoute({
  getParentRoute: () => project,
  path: '/changes',
  component: ChangesScreen,
  validateSearch: changesSearchSchema,
});

const settings = createRoute({ getParentRoute: () => project, path: '/settings', component: SettingsScreen });

const log = createRoute({
  getParentRoute: () => project,
  path: '/log',
  component: LogScreen,
  validateSearch: logSearchSchema,
});

const routeTree = root.addChildren([
  start,
  projects.addChildren([projectList, newProject, editProject]),
  project.addChildren([home, model, gallery, relatedFiles, keys, changes, settings, log]),
]);

/** The addresses of the app. Every one of them can be opened directly: reload and back work anywhere. */
export function createAppRouter() {
  return createRouter({
    routeTree,
    defaultNotFoundComponent: NotFoundScreen,
    defaultErrorComponent: StoppedScreen,
    // Screens keep their own scroll places, per tab.
    scrollRestoration: false,
    defaultPreload: false,
  });
}
