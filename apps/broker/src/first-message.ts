import type { Config } from './config.js';

type Told = Pick<Config, 'admin' | 'basePath'>;

/**
 * Said when everything runs: where, how a client of AMQP connects, and commands to paste that take a message through the broker.
 * `amqpAddresses` may be empty; the first is the one to try.
 */
export function firstMessage(address: string, amqpAddresses: readonly string[], config: Told): string {
  const { user, password } = config.admin;
  // A password of somebody's own does not belong on a screen: curl asks for it.
  const isDefault = user === 'guest' && password === 'guest';
  const login = isDefault ? 'guest:guest' : quoted(user);
  const queue = `${address}/v1/queues/hello`;
  const curl = `curl -s -u ${login} -H 'content-type: application/json'`;
  return `
Howdah is ready.
  open     ${address}${config.basePath}
  API      ${address}/v1
  docs     ${address}/docs
  health   ${address}/readyz
${amqpLines(amqpAddresses, isDefault ? 'guest:guest' : `${encodeURIComponent(user)}:PASSWORD`)}
Declare a queue, publish a message, receive and acknowledge it:

  ${curl} -X PUT ${queue} -d '{}'

  ${curl} ${queue}/messages -d '{"body":{"hello":"world"}}'

  received=$(${curl} ${queue}/deliveries -d '{"waitMs":5000}'); echo "$received"
  token=$(echo "$received" | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')
  ${curl} ${queue}/settlements -d '{"settlements":[{"token":"'$token'","outcome":"ack"}]}'

Ctrl-C stops it.`;
}

function amqpLines(addresses: readonly string[], login: string): string {
  const [first] = addresses;
  if (first === undefined) return '';
  const list = addresses.map((address) => `  AMQP     ${address}\n`).join('');
  return `${list}
Any client of RabbitMQ connects as it is, by AMQP 0-9-1:
  ${first.replace('://', `://${login}@`)}
`;
}

/** As one word of a shell. */
function quoted(text: string): string {
  return /^[\w.@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
