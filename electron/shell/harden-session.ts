import { join } from 'node:path';
import type { Session } from 'electron';
import type { Logger } from 'pino';
import { appOrigin, isAppAddress } from './app-scheme.ts';
import type { ElectronParts } from './electron-parts.ts';

/** Copying cells is all that pages of ours may do beyond an ordinary page. */
const grantedPermissions: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Whatever is fetched over a network or from the disk; the app's own scheme is not among them. */
const outside = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file:///*'];

/** Denies every permission and every request that leaves the app; downloads ask where to. */
export function hardenSession(session: Session, { app }: Pick<ElectronParts, 'app'>, log: Logger): void {
  session.setPermissionRequestHandler((_contents, permission, grant, details) => {
    const isGranted =
      grantedPermissions.has(permission) && details.isMainFrame && isAppAddress(details.requestingUrl ?? '');
    if (!isGranted) log.warn({ permission }, 'a permission was refused');
    grant(isGranted);
  });
  session.setPermissionCheckHandler(
    (_contents, permission, requestingOrigin, details) =>
      grantedPermissions.has(permission) &&
      details.isMainFrame &&
      // The origin comes as a URL, with a slash at the end.
      requestingOrigin.replace(/\/$/, '') === appOrigin,
  );
  session.setDevicePermissionHandler(() => false);
  // The policy of the page forbids these already; what it would overlook ends here.
  session.webRequest.onBeforeRequest({ urls: outside }, (details, decide) => {
    log.warn({ kind: details.resourceType }, 'a request outside the app was refused');
    decide({ cancel: true });
  });
  // It would fetch its dictionaries from the network.
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event, item) => {
    if (!isAppAddress(item.getURL())) {
      event.preventDefault();
      return;
    }
    item.setSaveDialogOptions({ defaultPath: join(app.getPath('downloads'), item.getFilename()) });
    item.once('done', (_event, state) => {
      if (state === 'interrupted') log.warn('a download was interrupted');
    });
  });
}
