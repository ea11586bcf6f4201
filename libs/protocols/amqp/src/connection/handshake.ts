import { fieldOf, type FieldTable, type Session } from '@howdah/core';
import { AmqpError } from '../amqp-error.js';
import type { MethodOf } from '../codec/method-codec.js';
import type { AmqpOptions } from '../options.js';
import { frameMaxLeast } from '../spec/constants.js';
import { methods, type MethodName } from '../spec/methods.js';
import { serverProperties } from '../translate/server-properties.js';
import { mechanismsFor, readCredentials, type CertifiedName, type Credentials } from './sasl.js';
import type { Wire } from './wire.js';

/** The client's side of what changes what we send. */
interface ClientCapabilities {
  readonly authenticationFailureClose: boolean;
  readonly consumerCancelNotify: boolean;
  readonly connectionBlocked: boolean;
}

/** What both sides agreed on. */
export interface Negotiated {
  readonly session: Session;
  readonly mechanism: string;
  readonly clientProperties: FieldTable;
  readonly capabilities: ClientCapabilities;
  readonly channelMax: number;
  readonly frameMax: number;
  /** 0: none. */
  readonly heartbeatSeconds: number;
  readonly virtualHost: string;
}

export interface HandshakeContext {
  readonly wire: Wire;
  readonly options: AmqpOptions;
  readonly certified: CertifiedName;
  /** The next method on channel 0; throws an AmqpError when it is another one. */
  readonly next: <N extends MethodName>(name: N) => Promise<MethodOf<N>>;
  readonly login: (credentials: Credentials) => Promise<Session>;
}

/** The login was refused: how the client is told depends on what it said it can take. */
export class LoginRefused extends Error {
  constructor(
    readonly mechanism: string,
    readonly tellClient: boolean,
    cause: unknown,
  ) {
    super('the login was refused', { cause });
  }
}

/** From our `start` to the client's `open`, which the caller answers (section 2.2.4). */
export async function negotiate(context: HandshakeContext): Promise<Negotiated> {
  const { wire, options, certified, next } = context;
  wire.out.method(0, 'connection.start', {
    versionMajor: 0,
    versionMinor: 9,
    serverProperties: serverProperties(options),
    mechanisms: Buffer.from(mechanismsFor(certified)),
    locales: Buffer.from('en_US'),
  });
  const startOk = await next('connection.start-ok');
  const { clientProperties, mechanism } = startOk;
  const capabilities = readCapabilities(clientProperties);
  const session = await authenticate(context, startOk, capabilities);

  const { channelMax, frameMax, heartbeatSeconds } = options;
  wire.out.method(0, 'connection.tune', { channelMax, frameMax, heartbeat: heartbeatSeconds });
  const tuneOk = await next('connection.tune-ok');
  checkTuned('channel_max', tuneOk.channelMax, 1, channelMax);
  checkTuned('frame_max', tuneOk.frameMax, frameMaxLeast, frameMax);
  wire.frameMax = tuneOk.frameMax;

  const { virtualHost } = await next('connection.open');
  return {
    ...{ session, mechanism, clientProperties, capabilities, virtualHost },
    ...{ channelMax: tuneOk.channelMax, frameMax: tuneOk.frameMax, heartbeatSeconds: tuneOk.heartbeat },
  };
}

async function authenticate(
  { certified, login }: HandshakeContext,
  { mechanism, response }: MethodOf<'connection.start-ok'>,
  { authenticationFailureClose }: ClientCapabilities,
): Promise<Session> {
  const credentials = readCredentials(mechanism, response, certified);
  try {
    return await login(credentials);
  } catch (cause) {
    throw new LoginRefused(mechanism, authenticationFailureClose, cause);
  }
}

function readCapabilities(clientProperties: FieldTable): ClientCapabilities {
  const field = fieldOf(clientProperties, 'capabilities');
  const table = field?.type === 'table' ? field.value : [];
  const has = (name: string): boolean => {
    const value = fieldOf(table, name);
    return value?.type === 'boolean' && value.value;
  };
  return {
    authenticationFailureClose: has('authentication_failure_close'),
    consumerCancelNotify: has('consumer_cancel_notify'),
    connectionBlocked: has('connection.blocked'),
  };
}

/** 0 says "no limit", which is more than a server with a limit allows. */
function checkTuned(what: string, found: number, min: number, max: number): void {
  if (found === 0 || found > max) throw notNegotiable(what, found, `higher than the maximum allowed value (${max})`);
  if (found < min) throw notNegotiable(what, found, `lower than the minimum allowed value (${min})`);
}

function notNegotiable(what: string, found: number, why: string): AmqpError {
  const { classId, methodId } = methods['connection.tune-ok'];
  return new AmqpError('NOT_ALLOWED', `negotiated ${what} = ${found} is ${why}`, { classId, methodId });
}
