import { tableToJson } from '@howdah/core';
import type { SocketConnection } from '@howdah/protocol-socket';
import type { Negotiated } from '../connection/handshake.js';

/** `peer -> local`, as RabbitMQ names a connection. */
export function connectionName({ peer, local }: SocketConnection): string {
  return `${peer.address}:${peer.port} -> ${local.address}:${local.port}`;
}

/** What lists show of a connection. */
export function connectionDetails(
  { peer, local, tls }: SocketConnection,
  { mechanism, clientProperties, channelMax, frameMax, heartbeatSeconds }: Negotiated,
): Readonly<Record<string, unknown>> {
  return {
    protocol: 'AMQP 0-9-1',
    peer,
    local,
    tls: tls === null ? null : { version: tls.version, cipher: tls.cipher },
    mechanism,
    clientProperties: tableToJson(clientProperties),
    channelMax,
    frameMax,
    heartbeatSeconds,
  };
}
