interface Refusal {
  /** Of HTTP; 0 when there was no answer. */
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly remedy?: string;
}

/** A refusal of the API, or nobody there. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly remedy: string | undefined;

  constructor({ status, code, detail, remedy }: Refusal) {
    super(detail);
    this.status = status;
    this.code = code;
    this.remedy = remedy;
  }
}

export function isProblem(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value && 'status' in value;
}

export function isSignedOut(error: unknown): boolean {
  return error instanceof ApiProblem && error.status === 401;
}
