import { parseArgs } from 'node:util';

export interface Options {
  /** Of a running broker; undefined: start one. */
  readonly url: string | undefined;
  /** Orders per second. */
  readonly rate: number;
  /** Consumers of each queue. */
  readonly consumerCount: number;
}

const help = `npm run demo -- [--rate <orders per second>] [--consumers <per service>]

A shop's orders (demo/data/orders.jsonl) go through a broker to three services: payment, stock and email.
Some of them fail; the end says what became of every one of them. Exit code 1: something does not add up.

  --rate       how fast orders are published, per second; default 1000
  --consumers  consumers of each service; default 4
  --help       this text

HOWDAH_URL names a running broker, such as http://guest:guest@127.0.0.1:15672; without it one is started with
data that is thrown away. There the virtual host howdah-demo is deleted and created again.
`;

/** undefined: the help was asked for, and printed. @throws Error that says what is wrong. */
export function readOptions(environment: NodeJS.ProcessEnv): Options | undefined {
  const { values } = parseArgs({
    options: {
      rate: { type: 'string', default: '1000' },
      consumers: { type: 'string', default: '4' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return undefined;
  }
  const url = environment['HOWDAH_URL'] || undefined;
  if (url !== undefined && !/^https?:/.test(url))
    throw new Error(`HOWDAH_URL: found ${url}; accepted is an address that begins with http:`);
  return { url, rate: positive('--rate', values.rate), consumerCount: positive('--consumers', values.consumers) };
}

function positive(name: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`${name}: found ${text}; accepted is a whole number from 1 to 999999`);
  return Number(text);
}
