/** Letters, digits and single dashes, at most 40; what has none of them is `project`. */
export function slug(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');
  return plain.slice(0, 40).replace(/-+$/, '') || 'project';
}
