import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { DiscoveryService, ExternalContextCreator, MetadataScanner, ModuleRef } from '@nestjs/core';
import type { Client } from '../client.js';
import { HowdahError, invalidOption } from '../errors.js';
import type { Handler } from '../worker/handling.js';
import { defaultConnection } from './connection.js';
import type { ConsumerOptions, Given } from './consume.js';
import { findConsumers, type FoundConsumer } from './discovery.js';
import { connectionToken, optionsToken, type HowdahModuleOptions } from './options.js';

export const clientOfModule = Symbol('howdah client');
export const logContext = 'HowdahModule';

interface Bound extends FoundConsumer {
  readonly bound: ConsumerOptions;
}

interface Fault {
  readonly where: string;
  readonly error: Error;
}

/** The `@Consume` methods of one connection, from the start of the application to its end. */
@Injectable()
export class Consumers implements OnApplicationBootstrap, OnModuleDestroy, OnApplicationShutdown {
  readonly #logger = new Logger(logContext);

  constructor(
    @Inject(connectionToken) readonly connection: string,
    @Inject(clientOfModule) private readonly client: Client,
    @Inject(optionsToken) private readonly options: HowdahModuleOptions,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
    @Inject(ExternalContextCreator) private readonly contexts: ExternalContextCreator,
    @Inject(ModuleRef) private readonly providers: ModuleRef,
  ) {}

  /** Everything that is wrong is told together: who mends one fault should not meet the next at the next start. */
  async onApplicationBootstrap(): Promise<void> {
    const found = this.#find();
    const faults = [
      ...this.#faultsOfRegistration(found),
      ...(await this.#failures(
        this.options.queues ?? [],
        (queue) => this.client.declare(queue),
        ({ name }) => `queue '${name}'`,
      )),
      ...(await this.#failures(
        this.#own(found),
        (consumer) => this.#start(consumer),
        ({ name }) => name,
      )),
    ];
    if (faults.length === 0) return;
    await this.client.close();
    throw startFailed(faults);
  }

  /** While requests that are under way may still publish. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.client.workers.map((worker) => worker.close()));
  }

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }

  #find(): Bound[] {
    return findConsumers(this.discovery, this.scanner).map((one) => ({ ...one, bound: this.#given(one.options) }));
  }

  #own(found: readonly Bound[]): readonly Bound[] {
    return found.filter(({ bound }) => connectionOf(bound) === this.connection);
  }

  /** What no broker is needed for to be known. The first registration tells of consumers that have none. */
  #faultsOfRegistration(found: readonly Bound[]): Fault[] {
    const all = this.#registrations();
    const twice = all.filter((one) => one.connection === this.connection).length > 1;
    const homeless =
      all[0] === this ? found.filter(({ bound }) => all.every((one) => one.connection !== connectionOf(bound))) : [];
    return [
      ...(twice ? [{ where: 'HowdahModule', error: registeredTwice(this.connection) }] : []),
      ...homeless.map(({ name, bound }) => ({ where: name, error: noSuchConnection(connectionOf(bound)) })),
    ];
  }

  #registrations(): Consumers[] {
    return this.discovery.getProviders().flatMap(({ instance }) => (instance instanceof Consumers ? [instance] : []));
  }

  async #failures<T>(all: readonly T[], step: (one: T) => Promise<unknown>, where: (one: T) => string): Promise<Fault[]> {
    const results = await Promise.allSettled(all.map(async (one) => step(one)));
    return results.flatMap((result, i) =>
      result.status === 'rejected' ? [{ where: where(all[i]!), error: result.reason as Error }] : [],
    );
  }

  async #start(consumer: Bound): Promise<void> {
    if (!consumer.isStatic) throw notStatic();
    const { connection: _, ...options } = consumer.bound;
    const queue = this.#given(consumer.queue);
    await this.client.consume(queue, this.#handlerOf(consumer), options).ready();
    this.#logger.log(`${consumer.name} consumes '${queue.name}'`);
  }

  /** With what Nest puts around methods. No exception filters: an error has to reach the worker, to be retried. */
  #handlerOf({ instance, method, methodName }: FoundConsumer): Handler<unknown> {
    const around = { guards: true, interceptors: true, filters: false };
    const nothing = undefined;
    const callback = method as (...args: unknown[]) => unknown;
    return this.contexts.create(instance, callback, methodName, nothing, nothing, nothing, nothing, around, 'howdah');
  }

  #given<T>(given: Given<T>): T {
    const get = ((token: string, options?: object) =>
      this.providers.get(token, { strict: false, ...options })) as ModuleRef['get'];
    return typeof given === 'function' ? (given as (get: ModuleRef['get']) => T)(get) : given;
  }
}

const connectionOf = ({ connection = defaultConnection }: ConsumerOptions): string => connection;

function startFailed(faults: readonly Fault[]): HowdahError {
  const issues = faults.map(({ where, error }) => `${where}: ${error.message}`);
  return new HowdahError('start_failed', `the application cannot start: ${issues.join('; ')}`, {
    remedy: 'Mend what is named, and start again.',
    cause: faults.length === 1 ? faults[0]!.error : new AggregateError(faults.map(({ error }) => error)),
    issues,
  });
}

const registeredTwice = (connection: string): HowdahError =>
  invalidOption(`the connection '${connection}' is registered by several modules`, 'Register it once, or give one another name.');

const noSuchConnection = (connection: string): HowdahError =>
  invalidOption(`no module has the connection '${connection}'`, 'Register it with HowdahModule.forRoot({ connection, … }).');

const notStatic = (): HowdahError =>
  invalidOption('its class is made anew for each request or consumer', 'Consume in a provider of the default scope.');
