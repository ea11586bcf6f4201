import { lookup, Resolver } from 'node:dns/promises';

const answerMsMax = 300;
const lookupMsMax = 1_000;

/**
 * Looks up hosts without Node's own look-up, which runs on the few threads of the process: while a name server does not
 * answer, five look-ups of dead hosts keep one of a living host waiting for twenty seconds, and every file and password
 * with it. A name whose server is silent keeps the address it had last.
 */
export class HostResolver {
  readonly #lastKnown = new Map<string, string>();
  /** Of names that only the system knows, as those of /etc/hosts or with a search domain: one look-up at a time. */
  #systemLookup: Promise<unknown> = Promise.resolve();

  constructor(private readonly resolver = new Resolver({ timeout: answerMsMax, tries: 1 })) {}

  /** An address; Error with a code such as ENOTFOUND when there is none. */
  async resolve(host: string): Promise<string> {
    if (isAddress(host)) return host;
    try {
      const address = await this.#ask(host);
      this.#lastKnown.set(host, address);
      return address;
    } catch (error) {
      const known = this.#lastKnown.get(host);
      if (known !== undefined) return known;
      throw error;
    }
  }

  async #ask(host: string): Promise<string> {
    const [v4] = await this.resolver.resolve4(host).catch(() => []);
    if (v4 !== undefined) return v4;
    const [v6] = await this.resolver.resolve6(host).catch(() => []);
    return v6 ?? (await this.#askSystem(host));
  }

  #askSystem(host: string): Promise<string> {
    const asking = this.#systemLookup.then(() => lookup(host)).then(({ address }) => address);
    this.#systemLookup = asking.catch(() => undefined);
    return Promise.race([asking, timedOut(host)]);
  }
}

/** No name server is asked: an IP address, the directory of a Unix socket, this machine. */
const isAddress = (host: string): boolean => /^[\d.]+$|^localhost$|[:/]/.test(host);

function timedOut(host: string): Promise<never> {
  return new Promise((_, reject) => {
    const error = Object.assign(new Error(`no name server answers for ${host}`), { code: 'EAI_AGAIN' });
    setTimeout(() => reject(error), lookupMsMax).unref();
  });
}
