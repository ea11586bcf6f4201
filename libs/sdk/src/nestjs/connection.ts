import { Inject, type InjectionToken } from '@nestjs/common';
import { Client } from '../client.js';

/** The connection of a module that names none. */
export const defaultConnection = 'default';

/**
 * What a connection's client is provided as: the class `HowdahClient` itself for the one without a name, so that its type is enough to
 * inject it.
 *
 * @param connection - As `connection` of the module. Default: the one without a name.
 */
export const clientToken = (connection = defaultConnection): InjectionToken<Client> =>
  connection === defaultConnection ? Client : Symbol.for(`howdah.sdk.client.${connection}`);

/** Injects the client of a connection. */
export const InjectClient = (connection = defaultConnection): ReturnType<typeof Inject> => Inject(clientToken(connection));
