import { rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makePrivateDirectory } from '../../host/services/private-directory.ts';

export interface RedirectFile {
  readonly path: string;
  remove(): Promise<void>;
}

/** Text inside an HTML attribute in double quotes. */
function escapeAttribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');
}

/**
 * Writes a page that sends its reader to `url`. A command line is readable by every user of the machine, this file
 * (mode 0600, in a folder of mode 0700) by this user alone, so the token stays between the two.
 */
export async function writeRedirectFile(directory: string, url: string): Promise<RedirectFile> {
  await makePrivateDirectory(directory);
  const path = join(directory, 'open-storeroom.html');
  // A file that is there may have another mode or be a link: never write into it.
  await rm(path, { force: true });
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(
      `<!doctype html>\n<meta charset="utf-8">\n<meta name="color-scheme" content="light dark">\n` +
        `<meta http-equiv="refresh" content="0; url=${escapeAttribute(url)}">\n<title>Storeroom</title>\n`,
    );
  } finally {
    await file.close();
  }
  const removeNow = () => rmSync(path, { force: true });
  process.once('exit', removeNow);
  return {
    path,
    async remove() {
      process.off('exit', removeNow);
      await rm(path, { force: true });
    },
  };
}
