export { EnterPassword } from './enter-password.tsx';
export { OpenKnown } from './open-known.tsx';
export { ProjectsScreen, type ShownForm } from './projects-screen.tsx';
