/** What one start of the packed application met. */
export interface PackedRun {
  readonly version: string;
  /** How many scripts and styles the page names, and the different statuses they are answered with. */
  readonly page: { readonly assets: number; readonly answers: readonly number[] };
  /** The table `album` before and after a row of it was saved, each cell as text. */
  readonly rows: {
    readonly before: readonly (readonly string[])[];
    readonly saved: string;
    readonly after: readonly (readonly string[])[];
  };
  /** Status, type, and whether there is a picture. */
  readonly thumbnail: string;
}
