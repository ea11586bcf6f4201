export { hostInUrl, isLoopback, type Endpoint } from './address.js';
export type { SocketConnection } from './socket-connection.js';
export {
  createSocketServer,
  type ListenAddress,
  type SocketHandler,
  type SocketServer,
  type SocketServerOptions,
} from './socket-server.js';
export { SocketWriter, type OutputSource, type SocketWriterOptions } from './socket-writer.js';
export type { PeerCertificate, TlsFacts, TlsSettings } from './tls.js';
