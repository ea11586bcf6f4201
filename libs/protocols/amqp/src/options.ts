/** What the listener promises its clients. */
export interface AmqpOptions {
  /** Server property `product`; clients branch on 'RabbitMQ' (clause 2.2 of docs/protocols/amqp.md). */
  readonly product: string;
  /** Server property `version`, x.y.z. */
  readonly version: string;
  /** Largest number of open channels of a connection. */
  readonly channelMax: number;
  /** Largest frame, bytes. */
  readonly frameMax: number;
  /** Proposed heartbeat interval, s; the client decides. */
  readonly heartbeatSeconds: number;
  /** Largest message body, bytes: refused before it is read. */
  readonly maxBodyBytes: number;
}

/** RabbitMQ's defaults. */
export const defaultOptions: AmqpOptions = {
  product: 'RabbitMQ',
  version: '3.13.7',
  channelMax: 2_047,
  frameMax: 131_072,
  heartbeatSeconds: 60,
  maxBodyBytes: 16 * 1024 * 1024,
};
