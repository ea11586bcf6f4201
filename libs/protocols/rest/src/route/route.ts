import { usualStatus, type Operation, type OutputOf } from '@howdah/contracts';
import { HttpCode, RequestMapping, RequestMethod } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';

type Handler<O extends Operation> = (...args: never[]) => OutputOf<O> | Promise<OutputOf<O>>;

/** Makes a method the handler of an operation; what it answers is checked by the compiler. */
export function Route<O extends Operation>(operation: O) {
  return <H extends Handler<O>>(target: object, key: string, descriptor: TypedPropertyDescriptor<H>): void => {
    const path = operation.path.replace(/\{(\w+)\}/g, ':$1');
    RequestMapping({ path, method: RequestMethod[operation.method] })(target, key, descriptor);
    HttpCode(usualStatus(operation))(target, key, descriptor);
    RouteConfig({ operation })(target, key, descriptor);
  };
}
