import type { ProblemCode, ProblemItem } from '@howdah/contracts';
import { type BrokerError, toBrokerError, type ErrorCode } from '@howdah/core';
import { HttpException } from '@nestjs/common';
import { HttpProblem, type HttpProblemCode } from './http-problem.js';

/** Why a request, or one item of it, was refused. */
export interface Refusal {
  readonly code: ProblemCode;
  readonly detail: string;
  readonly remedy?: string;
  readonly errors: readonly ProblemItem[];
}

/** Anything thrown, as what the client is told; of an unexpected failure it learns nothing but that. */
export function refusalOf(thrown: unknown): Refusal {
  if (thrown instanceof HttpProblem) return { code: thrown.code, detail: thrown.message, errors: [], ...thrown.options };
  if (thrown instanceof HttpException) return refusalOfFramework(thrown);
  return refusalOfBroker(toBrokerError(thrown));
}

/** Does not compile when the API has no problem type, and so no status, for a code of the core. */
const problemOf = (code: ErrorCode): ProblemCode => code;

function refusalOfBroker(error: BrokerError): Refusal {
  const { code, message: detail, remedy, details } = error;
  const item = details['item'];
  const errors = typeof item === 'number' ? [{ pointer: `#/messages/${item}`, detail }] : [];
  return { code: problemOf(code), detail, errors, ...(remedy === undefined ? {} : { remedy }) };
}

const byFastifyCode: Readonly<Record<string, HttpProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'request_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
};

const remedies: Partial<Record<HttpProblemCode, string>> = {
  request_too_large: 'Send fewer or smaller messages in a request.',
  unsupported_media_type: 'Send JSON, with the header Content-Type: application/json.',
  route_not_found: 'See /docs for the routes there are.',
};

function refusalOfFramework(exception: HttpException): Refusal {
  const code = codeOfFramework(exception);
  const remedy = remedies[code];
  return { code, detail: exception.message, errors: [], ...(remedy === undefined ? {} : { remedy }) };
}

function codeOfFramework(exception: HttpException): HttpProblemCode {
  const { code = '' } = (exception.cause ?? {}) as { readonly code?: string };
  return byFastifyCode[code] ?? (exception.getStatus() === 404 ? 'route_not_found' : 'request_refused');
}
