import { forwardLocalhost } from './forward.mjs';

/**
 * A broker that somebody else started. Suites that insist on localhost:5672 reach it through a forwarder there, when it is elsewhere.
 *
 * @param {string} url
 * @returns {Promise<import('./broker.mjs').Broker>}
 */
export async function useRunning(url) {
  const { hostname, port, username, password } = new URL(url);
  const target = { host: hostname, port: Number(port || 5672) };
  const isThere = ['localhost', '127.0.0.1'].includes(target.host) && target.port === 5672;
  const endForwarding = isThere ? () => undefined : await forwardLocalhost(target);
  return {
    url: `amqp://${username || 'guest'}:${password || 'guest'}@${target.host}:${target.port}`,
    stop: async () => endForwarding(),
    control: async () => false,
  };
}
