/** What whoever has started the example can put right: its message says all, and where in the program it came up says nothing. */
export class UsageError extends Error {}
