/**
 * Who may use whom: the table of docs/architecture.md as ESLint reads it. A project's layer is its tag `layer:…` in package.json;
 * a project with a tag that is not in this table may use nothing.
 */
export const layers = [
  layer('core', [], { bannedExternalImports: ['pg', 'pg-*', 'typeorm', '@nestjs/*', 'fastify', '@fastify/*'] }),
  layer('storage', ['core'], { bannedExternalImports: ['@nestjs/*', 'fastify', '@fastify/*'] }),
  layer('cluster', [], { bannedExternalImports: ['@nestjs/*', 'fastify', '@fastify/*', 'typeorm'] }),
  // No protocol may use another: `protocol` is not in this list.
  layer('protocol', ['core', 'contracts', 'socket'], { bannedExternalImports: ['pg', 'pg-*', 'typeorm'] }),
  layer('socket', ['core'], { bannedExternalImports: ['pg', 'pg-*', 'typeorm', '@nestjs/*'] }),
  layer('contracts', [], { allowedExternalImports: ['zod'] }),
  layer('dashboard', ['contracts'], { bannedExternalImports: ['@nestjs/*', 'fastify', '@fastify/*', 'pg', 'pg-*', 'typeorm'] }),
  layer('testing', ['core', 'storage', 'cluster', 'contracts', 'testing']),
  // The core and the memory store for its `/testing` alone, which bundles them.
  layer('sdk', ['core', 'storage'], { bannedExternalImports: ['pg', 'pg-*', 'typeorm', 'fastify', '@fastify/*'] }),
  layer('app', ['core', 'storage', 'cluster', 'protocol', 'socket', 'contracts', 'testing', 'sdk']),
];

function layer(name, uses, externals = {}) {
  return { sourceTag: `layer:${name}`, onlyDependOnLibsWithTags: uses.map((used) => `layer:${used}`), ...externals };
}

/** The same table for what comes with Node, and for what is allowed in one protocol alone. A type is no use of a module. */
export const nodeModules = [
  restricted(['libs/core/src/**/*.ts'], ['net', 'http', 'https', 'http2', 'tls', 'dgram'], 'the core knows no socket'),
  restricted(['libs/storage/*/src/**/*.ts'], ['net', 'http', 'https', 'http2', 'dgram'], 'storage speaks to its database alone'),
  { files: ['libs/contracts/src/**/*.ts'], patterns: [{ group: ['node:*'], message: 'contracts run in a browser' }] },
  { files: ['apps/dashboard/src/**/*.{ts,tsx}'], patterns: [{ group: ['node:*'], message: 'the dashboard runs in a browser' }] },
  {
    files: ['libs/protocols/!(rest)/src/**/*.ts'],
    patterns: [{ group: ['@nestjs/*'], message: 'Nest stays at the rim: apps/broker and protocols/rest' }],
  },
  {
    files: ['libs/sdk/src/!(nestjs)/**/*.ts', 'libs/sdk/src/*.ts'],
    patterns: [{ group: ['@nestjs/*', 'rxjs'], message: 'only applications of Nest have it: libs/sdk/src/nestjs' }],
  },
];

function restricted(files, names, message) {
  return {
    files,
    paths: names.flatMap((name) => [name, `node:${name}`]).map((name) => ({ name, message, allowTypeImports: true })),
  };
}
