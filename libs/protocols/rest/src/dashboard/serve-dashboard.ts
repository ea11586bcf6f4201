import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isPageOfDashboard } from './page-paths.js';

export interface ShownEnvironment {
  readonly name: string;
  readonly color: string;
}

export interface DashboardOptions {
  /** Where Vite has built it: index.html and assets/. */
  readonly directory: string;
  /** Where a proxy shows it: / or /howdah/ */
  readonly basePath: string;
  readonly environment?: ShownEnvironment;
}

/** The dashboard at the root: its files, and its page for every address that it may have given itself. */
export function serveDashboard(fastify: FastifyInstance, options: DashboardOptions): void {
  const { directory } = options;
  const template = fillIn(readFileSync(join(directory, 'index.html'), 'utf8'), options);
  void fastify.register(fastifyStatic, {
    ...{ root: join(directory, 'assets'), prefix: '/assets/', decorateReply: false, index: false, preCompressed: true },
    // Their names change with what is in them.
    ...{ immutable: true, maxAge: '365d' },
  });
  fastify.get('/*', (request, reply) => sendPage(template, request, reply));
}

/** What differs from place to place stands in the page, so that one build serves everywhere. */
export function fillIn(page: string, { basePath, environment }: Omit<DashboardOptions, 'directory'>): string {
  const { name, color } = environment ?? { name: '', color: '' };
  return page
    .replace('<base href="/"', () => `<base href="${basePath}"`)
    .replace(
      'name="howdah-environment" content="" data-color=""',
      () => `name="howdah-environment" content="${escaped(name)}" data-color="${escaped(color)}"`,
    );
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

function sendPage(template: string, request: FastifyRequest, reply: FastifyReply): FastifyReply | string {
  const [path = ''] = request.url.split('?', 1);
  if (!isPageOfDashboard(path)) {
    reply.callNotFound();
    return reply;
  }
  const nonce = randomBytes(16).toString('base64');
  void reply.type('text/html; charset=utf-8').header('content-security-policy', policyWith(nonce));
  return template.replaceAll('%NONCE%', nonce);
}

/** Scripts from here alone; the nonce is for the one style that a scroll lock adds while a dialog is open. */
function policyWith(nonce: string): string {
  return [
    ...["default-src 'none'", "script-src 'self'", `style-src 'self' 'nonce-${nonce}'`, "connect-src 'self'"],
    ...["img-src 'self' data:", "font-src 'self'", "worker-src 'self'", "base-uri 'self'", "form-action 'self'"],
    "frame-ancestors 'none'",
  ].join('; ');
}
