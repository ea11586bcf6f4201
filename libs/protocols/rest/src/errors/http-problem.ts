import type { ProblemCode, ProblemItem } from '@howdah/contracts';
import type { ErrorCode } from '@howdah/core';

/** Refusals that only HTTP has. */
export type HttpProblemCode = Exclude<ProblemCode, ErrorCode>;

export interface HttpProblemOptions {
  readonly remedy?: string;
  readonly errors?: readonly ProblemItem[];
}

/** A request that never reached the core. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';

  constructor(
    readonly code: HttpProblemCode,
    message: string,
    readonly options: HttpProblemOptions = {},
  ) {
    super(message);
  }
}
