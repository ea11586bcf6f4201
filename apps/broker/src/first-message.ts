import type { Config } from './config.js';

/** Said when everything runs: where, and commands to paste that take a message through the broker. */
export function firstMessage(address: string, { user, password }: Config['admin']): string {
  // A password of somebody's own does not belong on a screen: curl asks for it.
  const login = user === 'guest' && password === 'guest' ? 'guest:guest' : quoted(user);
  const queue = `${address}/v1/queues/hello`;
  const curl = `curl -s -u ${login} -H 'content-type: application/json'`;
  return `
Howdah is ready.
  API      ${address}/v1
  docs     ${address}/docs
  health   ${address}/readyz

Declare a queue, publish a message, receive and acknowledge it:

  ${curl} -X PUT ${queue} -d '{}'

  ${curl} ${queue}/messages -d '{"body":{"hello":"world"}}'

  received=$(${curl} ${queue}/deliveries -d '{"waitMs":5000}'); echo "$received"
  token=$(echo "$received" | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')
  ${curl} ${queue}/settlements -d '{"settlements":[{"token":"'$token'","outcome":"ack"}]}'

Ctrl-C stops it.`;
}

/** As one word of a shell. */
function quoted(text: string): string {
  return /^[\w.@-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
