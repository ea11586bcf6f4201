import { ConfigurableModuleBuilder, type DynamicModule } from '@nestjs/common';
import type { ConnectOptions } from '../connect.js';
import type { Middleware } from '../middleware/middleware.js';
import type { Queue } from '../queue.js';
import { defaultConnection } from './connection.js';

/** How an application connects. */
export interface HowdahModuleOptions extends Omit<ConnectOptions, 'signal'> {
  /** As those of `connect`: one broker, or several of one cluster. */
  readonly addresses: string | readonly string[];
  /** Queues that the application publishes to: declared at start, so that a missing one is told then. Default: none. */
  readonly queues?: readonly Queue<never, unknown>[];
  /** Layers around every publish and handling; the first is the outermost. Default: none. */
  readonly middlewares?: readonly Middleware[];
}

/** What a registration of the module says beside its options. */
export interface HowdahModuleExtras {
  /** The name of a further connection; its client is injected by `@InjectClient(name)`. Default: the one without a name. */
  readonly connection?: string;
  /** Whether other modules have the client without importing this one. Default true. */
  readonly isGlobal?: boolean;
}

const extras: Required<HowdahModuleExtras> = { connection: defaultConnection, isGlobal: true };

export const connectionToken = Symbol('howdah connection');

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN: optionsToken } = new ConfigurableModuleBuilder<HowdahModuleOptions>(
  {
    moduleName: 'Howdah',
  },
)
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createHowdahOptions')
  .setExtras(extras, withExtras)
  .build();

function withExtras(definition: DynamicModule, { connection, isGlobal }: Required<HowdahModuleExtras>): DynamicModule {
  const provider = { provide: connectionToken, useValue: connection };
  return { ...definition, global: isGlobal, providers: [...(definition.providers ?? []), provider] };
}
