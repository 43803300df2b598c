/** From sources Node strips the types itself; the build lays the entries beside the bundle of this file. */
const runsFromSource = import.meta.url.endsWith('.ts');

/**
 * Where the code of a thread or a process lies. In the packaged application these entries lie beside the archive, not
 * in it: threads and child processes load native modules, and those can't be loaded out of an archive.
 *
 * @param base for tests; default: this file
 */
export function entryUrl(folder: 'worker' | 'decoder', name: string, base: string = import.meta.url): URL {
  if (runsFromSource && base === import.meta.url) return new URL(`../${folder}/${name}.ts`, base);
  return new URL(`./${folder}-${name}.js`, base.replace('/app.asar/', '/app.asar.unpacked/'));
}
