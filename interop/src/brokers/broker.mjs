/**
 * A broker that a suite talks to.
 *
 * @typedef {object} Broker
 * @property {string} url amqp://user:password@host:port, without a slash at the end.
 * @property {() => Promise<void>} stop
 * @property {(command: string, commandArguments: readonly string[]) => Promise<boolean>} control What rabbitmqctl is told; gives whether it
 *   was done.
 */
export {};
