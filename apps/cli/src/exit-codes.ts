/** What the process ends with. Stable: scripts depend on them. */
export const exitCodes = {
  ok: 0,
  /** It was refused or failed; of attention, doctor and a comparison: something was found. */
  failed: 1,
  /** The command line is wrong: nothing was asked of anybody. */
  usage: 2,
  notFound: 3,
  /** Login refused, or not permitted. */
  refused: 4,
  /** Some of it was done. */
  partial: 5,
  /** Nobody answers, or not in time. */
  unreachable: 6,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
