/** A start that can never work: one line for the person, exit code 2. */
export class StartRefused extends Error {}
