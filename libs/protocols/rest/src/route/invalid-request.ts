import type { ProblemItem } from '@howdah/contracts';
import type { z } from 'zod';
import { HttpProblem } from '../errors/http-problem.js';

type Issue = z.core.$ZodIssue;

export function invalidBody(issues: readonly Issue[], body: unknown): HttpProblem {
  const errors = chosen(issues).map((issue) => ({ pointer: pointerTo(issue.path), detail: detailOf(issue, body) }));
  return invalid('the body', errors, ({ pointer, detail }) => `${pointer}: ${detail}`);
}

export function invalidParameters(place: string, issues: readonly Issue[], values: unknown): HttpProblem {
  const errors = issues.map((issue) => ({ parameter: parameterOf(issue), detail: detailOf(issue, values) }));
  return invalid(`the ${place}`, errors, ({ parameter, detail }) => `${parameter}: ${detail}`);
}

function invalid<E extends ProblemItem>(what: string, errors: readonly E[], show: (error: E) => string): HttpProblem {
  const [first] = errors;
  const detail = first === undefined ? `${what} is not as documented` : `${what} is not as documented: ${show(first)}`;
  return new HttpProblem('invalid_request', detail, { errors, remedy: 'Send the request as /docs describes it.' });
}

/** Of the alternatives of a union the one that was meant: whose fields are known. */
function chosen(issues: readonly Issue[]): readonly Issue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
    const isForeign = (some: readonly Issue[]) =>
      some.some(({ code, path }) => code === 'unrecognized_keys' && path.length === 0);
    const meant = issue.errors.find((some) => !isForeign(some)) ?? issue.errors.at(-1) ?? [];
    return meant.map((one) => ({ ...one, path: [...issue.path, ...one.path] }));
  });
}

/** As a fragment. [RFC 6901, 6] */
function pointerTo(path: readonly PropertyKey[]): string {
  return `#${path.map((step) => `/${encodeURIComponent(String(step).replaceAll('~', '~0').replaceAll('/', '~1'))}`).join('')}`;
}

function parameterOf(issue: Issue): string {
  if (issue.code === 'unrecognized_keys') return issue.keys.join(', ');
  return issue.path.map(String).join('.');
}

function detailOf(issue: Issue, root: unknown): string {
  const found = issue.path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown> | undefined)?.[step], root);
  const isShown = ['string', 'number', 'boolean'].includes(typeof found) && !secrets.includes(String(issue.path.at(-1)));
  return isShown && issue.code !== 'invalid_type' ? `${issue.message}, found ${show(found)}` : issue.message;
}

const secrets = ['password', 'token'];
const shownMax = 80;

function show(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > shownMax ? `${text.slice(0, shownMax)}…` : text;
}
