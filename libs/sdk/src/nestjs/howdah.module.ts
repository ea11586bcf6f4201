import { Logger, Module, type DynamicModule, type Provider, type Type } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import type { Client } from '../client.js';
import { complaint } from '../complaint.js';
import { connect } from '../connect.js';
import { clientToken, defaultConnection } from './connection.js';
import { clientOfModule, Consumers, logContext } from './consumers.js';
import { HowdahHealthIndicator } from './health.js';
import { ConfigurableModuleClass, optionsToken, type HowdahModuleExtras, type HowdahModuleOptions } from './options.js';

/** Makes the options, for `useClass` and `useExisting`. */
export interface HowdahOptionsFactory {
  /** Called once, at start. */
  createHowdahOptions(): HowdahModuleOptions | Promise<HowdahModuleOptions>;
}

/** As asynchronous options of any module of Nest: one of the three ways, and what it needs. */
export interface HowdahModuleAsyncOptions extends HowdahModuleExtras, Pick<DynamicModule, 'imports'> {
  /** Makes the options. */
  readonly useFactory?: (...injected: never[]) => HowdahModuleOptions | Promise<HowdahModuleOptions>;
  /** What the factory is called with. */
  readonly inject?: readonly unknown[];
  /** A class of this registration that makes them. */
  readonly useClass?: Type<HowdahOptionsFactory>;
  /** A provider of an imported module that makes them. */
  readonly useExisting?: Type<HowdahOptionsFactory>;
}

/**
 * Connects an application of Nest, lets its `@Consume` methods consume, and drains them when it stops. The client is provided as
 * `HowdahClient`. It starts only when it is connected, every queue of `queues` is there and every consumer is subscribed; what is wrong is
 * told at once, in one error (`start_failed`).
 *
 * When the application is closed, consumers are drained in `onModuleDestroy`, and the connection is closed in `onApplicationShutdown`,
 * after the HTTP server. `app.enableShutdownHooks()` lets a signal close it.
 *
 * @example
 * ```ts
 * import { Module } from '@nestjs/common';
 * import { HowdahModule } from '@howdah/sdk/nestjs';
 *
 * @Module({ imports: [HowdahModule.forRoot({ addresses: 'amqp://guest:guest@127.0.0.1:5672' })] })
 * export class AppModule {}
 * ```
 */
@Module({})
export class HowdahModule {
  /**
   * Registers a connection.
   *
   * @param options - Addresses, and what `connect` takes.
   */
  static forRoot(options: HowdahModuleOptions & HowdahModuleExtras): DynamicModule {
    return complete(ConfigurableModuleClass.forRoot(options), options.connection);
  }

  /**
   * Registers a connection whose options come from elsewhere, such as a configuration service.
   *
   * @param options - How to make them.
   */
  static forRootAsync(options: HowdahModuleAsyncOptions): DynamicModule {
    const asNest = options as Parameters<typeof ConfigurableModuleClass.forRootAsync>[0];
    return complete(ConfigurableModuleClass.forRootAsync(asNest), options.connection);
  }
}

function complete({ providers = [], imports = [], ...definition }: DynamicModule, connection = defaultConnection): DynamicModule {
  const token = clientToken(connection);
  const provided: Provider[] = [
    { provide: token, useFactory: open, inject: [optionsToken] },
    { provide: clientOfModule, useExisting: token },
    { provide: HowdahHealthIndicator, useFactory: (client: Client) => new HowdahHealthIndicator(client), inject: [token] },
    Consumers,
  ];
  return {
    ...definition,
    module: HowdahModule,
    imports: [...imports, DiscoveryModule],
    providers: [...providers, ...provided],
    exports: connection === defaultConnection ? [token, HowdahHealthIndicator] : [token],
  };
}

/** What cannot connect fails the start of the application. */
async function open({ addresses, queues: _, middlewares = [], ...options }: HowdahModuleOptions): Promise<Client> {
  const logger = new Logger(logContext);
  const client = await connect(addresses, { onError: (error, message) => logger.error(complaint(error, message)), ...options });
  for (const middleware of middlewares) client.use(middleware);
  return client;
}
