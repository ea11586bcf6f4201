import type { Config } from './config.js';
import { StartupError } from './startup-error.js';

interface HttpApp {
  listen(port: number, host: string): Promise<unknown>;
  getHttpServer(): { address(): unknown };
}

/** Returns the URL at which a program on this machine reaches us. */
export async function listen(app: HttpApp, { host, httpPort }: Pick<Config, 'host' | 'httpPort'>): Promise<string> {
  try {
    await app.listen(httpPort, host);
  } catch (error) {
    throw listenError(error as NodeJS.ErrnoException, host, httpPort);
  }
  const { port } = app.getHttpServer().address() as { readonly port: number };
  return `http://${hostInUrl(host)}:${port}`;
}

function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const remedy = remedies[error.code ?? ''];
  if (remedy === undefined) return error;
  return new StartupError(`HTTP cannot listen on ${host} port ${port}: ${remedy.found}.`, {
    cause: error,
    remedy: remedy.remedy,
  });
}

const remedies: Readonly<Record<string, { readonly found: string; readonly remedy: string }>> = {
  EADDRINUSE: {
    found: 'the port is in use, perhaps by another broker',
    remedy: 'Set HOWDAH_HTTP_PORT to another port (0 takes any free one), or stop what listens there.',
  },
  EACCES: {
    found: 'this user may not bind the port',
    remedy: 'Set HOWDAH_HTTP_PORT to a port from 1024 upwards.',
  },
  EADDRNOTAVAIL: {
    found: 'this machine has no such address',
    remedy: 'Set HOWDAH_HOST to an address of this machine, or to 0.0.0.0 for all of them.',
  },
  ENOTFOUND: {
    found: 'the name cannot be resolved',
    remedy: 'Set HOWDAH_HOST to an address of this machine, or to 0.0.0.0 for all of them.',
  },
};
