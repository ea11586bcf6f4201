import type { DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { Handler } from '../worker/handling.js';
import { declaredOn, type Declared } from './consume.js';

type Wrapper = ReturnType<DiscoveryService['getProviders']>[number];

/** A method that consumes. */
export interface FoundConsumer extends Declared {
  readonly instance: object;
  readonly method: Handler<unknown>;
  readonly methodName: string;
  /** As people call it: `Shipping.ship`. */
  readonly name: string;
  /** There is one instance for the whole life of the application. */
  readonly isStatic: boolean;
}

/** Every `@Consume` of the application, each once, also where several modules provide the same instance. */
export function findConsumers(discovery: DiscoveryService, scanner: MetadataScanner): FoundConsumer[] {
  const seen = new Set<unknown>();
  return [...discovery.getProviders(), ...discovery.getControllers()].flatMap((wrapper) => {
    const instance: unknown = wrapper.instance ?? wrapper.metatype;
    if (wrapper.isAlias || seen.has(instance)) return [];
    seen.add(instance);
    return consumersOf(wrapper, scanner);
  });
}

function consumersOf(wrapper: Wrapper, scanner: MetadataScanner): FoundConsumer[] {
  const prototype = prototypeOf(wrapper);
  if (prototype === null) return [];
  return scanner.getAllMethodNames(prototype).flatMap((methodName) => {
    const method = prototype[methodName] as Handler<unknown>;
    const name = `${prototype.constructor.name}.${methodName}`;
    return declaredOn(method).map((declared) => ({
      ...{ ...declared, method, methodName, name },
      instance: wrapper.instance as object,
      isStatic: wrapper.isDependencyTreeStatic() && !wrapper.isTransient,
    }));
  });
}

/** Of a class that is made anew for each request there is no instance. */
function prototypeOf({ instance, metatype }: Wrapper): Record<string, unknown> | null {
  if (typeof instance === 'object' && instance !== null) return Object.getPrototypeOf(instance) as Record<string, unknown> | null;
  return instance === undefined || instance === null ? ((metatype?.prototype ?? null) as Record<string, unknown> | null) : null;
}
