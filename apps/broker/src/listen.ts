import { hostInUrl } from '@howdah/protocol-socket';
import { StartupError } from './startup-error.js';

/** What is to listen, and the variable by which its port is chosen. */
export interface Listener {
  readonly name: string;
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly portVariable: string;
}

/** Runs `open`; where it may not listen, says why and which variable helps. */
export async function listening<T>(listener: Listener, open: () => Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (error) {
    throw listenError(error as NodeJS.ErrnoException, listener);
  }
}

interface HttpApp {
  listen(port: number, host: string): Promise<unknown>;
  getHttpServer(): { address(): unknown };
}

/** Returns the URL at which a program on this machine reaches us. */
export async function listenHttp(app: HttpApp, { host, httpPort }: { host: string; httpPort: number }): Promise<string> {
  const listener = { name: 'HTTP', host, port: httpPort, portVariable: 'HOWDAH_HTTP_PORT' };
  await listening(listener, () => app.listen(httpPort, host));
  const { port } = app.getHttpServer().address() as { readonly port: number };
  return `http://${hostInUrl(host)}:${port}`;
}

function listenError(error: NodeJS.ErrnoException, { name, host, port, portVariable }: Listener): Error {
  const known = remedies[error.code ?? ''];
  if (known === undefined) return error;
  return new StartupError(`${name} cannot listen on ${host} port ${port}: ${known.found}.`, {
    cause: error,
    remedy: known.remedy(portVariable),
  });
}

const ownAddress = (): string => 'Set HOWDAH_HOST to an address of this machine, or to 0.0.0.0 for all of them.';

const remedies: Readonly<Record<string, { readonly found: string; readonly remedy: (portVariable: string) => string }>> = {
  EADDRINUSE: {
    found: 'the port is in use, perhaps by another broker',
    remedy: (variable) => `Set ${variable} to another port (0 takes any free one), or stop what listens there.`,
  },
  EACCES: {
    found: 'this user may not bind the port',
    remedy: (variable) => `Set ${variable} to a port from 1024 upwards.`,
  },
  EADDRNOTAVAIL: { found: 'this machine has no such address', remedy: ownAddress },
  ENOTFOUND: { found: 'the name cannot be resolved', remedy: ownAddress },
};
