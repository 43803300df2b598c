/** `new row 3` for the temporary id `new-3`. */
export function newRowName(id: string): string {
  return `new row ${id.replace(/^new-/, '')}`;
}
