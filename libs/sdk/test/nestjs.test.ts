import {
  Controller,
  Inject,
  Injectable,
  Module,
  Scope,
  UseGuards,
  type CanActivate,
  type DynamicModule,
  type Type,
} from '@nestjs/common';
import { ClientsModule, Ctx, EventPattern, MessagePattern, Payload, RpcException, type ClientProxy } from '@nestjs/microservices';
import { Test, type TestingModule } from '@nestjs/testing';
import { lastValueFrom } from 'rxjs';
import { expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { DeadLetter, deadLettersOf, defineQueue, fixed, isHowdahError, type Message } from '@howdah/sdk';
import { clientToken, Consume, HowdahClient, HowdahHealthIndicator, HowdahModule } from '@howdah/sdk/nestjs';
import {
  HowdahClientProxy,
  HowdahRecord,
  HowdahServer,
  PassErrorsFilter,
  type HowdahContext,
} from '@howdah/sdk/nestjs/microservices';
import { createTestBroker, type TestBroker } from '@howdah/sdk/testing';
import { Listener } from './support/listener.js';
import { Collected } from './support/signal.js';

const orders = defineQueue('orders', { schema: z.object({ id: z.string() }), retry: fixed({ attempts: 2, delay: '1m' }) });
const missing = defineQueue('missing', { declare: false });
const nowhere = { addresses: 'amqp://127.0.0.1:1' };

@Injectable()
class Shipping {
  readonly shipped = new Collected<Message<{ id: string }>>();

  @Consume(orders, { concurrency: 2 })
  ship(message: Message<{ id: string }>): void {
    if (message.data.id === 'heavy' && message.attempt === 1) throw new Error('the fork-lift is in use');
    this.shipped.add(message);
  }
}

async function broker(): Promise<TestBroker> {
  const started = await createTestBroker();
  onTestFinished(() => started.close());
  return started;
}

/** The module as an application registers it, with the test broker's client in place of a connection. */
async function compile(own: TestBroker, providers: Type[], module = HowdahModule.forRoot(nowhere)): Promise<TestingModule> {
  const app = await Test.createTestingModule({ imports: [module], providers })
    .overrideProvider(HowdahClient)
    .useValue(own.connect())
    .compile();
  onTestFinished(() => app.close());
  return app;
}

const errorOf = async (app: TestingModule): Promise<unknown> =>
  app.init().then(
    () => undefined,
    (error: unknown) => error,
  );

test('a method consumes its queue, and what it throws is retried by the broker', async () => {
  const own = await broker();
  const app = await compile(own, [Shipping]);
  await app.init();
  await app.get(HowdahClient).publish(orders, { id: 'heavy' });
  await expect.poll(() => own.count(orders)).toMatchObject({ delayed: 1 });
  await own.advance('1m');
  const [message] = await app.get(Shipping).shipped.atLeast(1);
  expect(message).toMatchObject({ data: { id: 'heavy' }, attempt: 2 });
  expect(own.errors).toMatchObject([{ message: 'the fork-lift is in use' }]);
});

test('several queues above one method, by what the application provides', async () => {
  @Injectable()
  class Names {
    readonly first = 'first';
  }
  @Injectable()
  class Both {
    readonly seen = new Collected<string>();

    @Consume((get) => defineQueue<string>(get(Names).first))
    @Consume(defineQueue<string>('second'), () => ({ concurrency: 1 }))
    take({ data }: Message<string>): void {
      this.seen.add(data);
    }
  }
  const own = await broker();
  const app = await compile(own, [Names, Both]);
  await app.init();
  for (const name of ['first', 'second']) await app.get(HowdahClient).publish(defineQueue<string>(name), name);
  expect((await app.get(Both).seen.atLeast(2)).toSorted()).toEqual(['first', 'second']);
});

test('guards of Nest stand before a consumer', async () => {
  const nobody: CanActivate = {
    canActivate: (context) => {
      expect(context.getType()).toBe('howdah');
      throw new DeadLetter('not for you');
    },
  };
  @Injectable()
  class Guarded {
    @Consume(orders)
    @UseGuards(nobody)
    take(): void {
      expect.unreachable();
    }
  }
  const own = await broker();
  const app = await compile(own, [Guarded]);
  await app.init();
  await app.get(HowdahClient).publish(orders, { id: '1' });
  await expect.poll(() => own.peek(deadLettersOf(orders))).toMatchObject([{ error: { message: 'not for you' } }]);
});

test('an application starts with everything it declares, or tells of all that is wrong', async () => {
  @Injectable()
  class Lost {
    @Consume(missing)
    take(): void {}

    @Consume(orders, { connection: 'elsewhere' })
    takeElsewhere(): void {}
  }
  @Injectable({ scope: Scope.REQUEST })
  class Fleeting {
    @Consume(orders)
    take(): void {}
  }
  const own = await broker();
  const queues = [defineQueue('invoices', { declare: false })];
  const app = await compile(own, [Lost, Fleeting], HowdahModule.forRoot({ ...nowhere, queues }));
  const error = await errorOf(app);
  expect(error).toMatchObject({ code: 'start_failed', retryable: false });
  expect(isHowdahError(error) && error.issues.toSorted()).toEqual([
    expect.stringMatching(/^Fleeting.take: its class is made anew/) as string,
    expect.stringMatching(/^Lost.take: there is no queue 'missing'/) as string,
    expect.stringMatching(/^Lost.takeElsewhere: no module has the connection 'elsewhere'/) as string,
    expect.stringMatching(/^queue 'invoices': there is no queue 'invoices'/) as string,
  ]);
});

test('an address that nobody answers fails the start', async () => {
  const module = HowdahModule.forRootAsync({ useFactory: () => ({ ...nowhere, connectTimeout: '50ms' }) });
  await expect(Test.createTestingModule({ imports: [module] }).compile()).rejects.toMatchObject({ code: 'unreachable' });
});

test('a connection that is registered twice is refused', async () => {
  const own = await broker();
  @Module({ imports: [HowdahModule.forRoot(nowhere)] })
  class Second {}
  const app = await compile(own, [], { module: Second, imports: [HowdahModule.forRoot(nowhere)] } satisfies DynamicModule);
  expect(await errorOf(app)).toMatchObject({
    code: 'start_failed',
    message: expect.stringContaining('several modules') as string,
  });
});

test('a connection with a name has a client and consumers of its own', async () => {
  @Injectable()
  class Reports {
    readonly seen = new Collected<string>();
    constructor(@Inject(clientToken('reports')) readonly client: HowdahClient) {}

    @Consume(defineQueue<string>('reports'), { connection: 'reports' })
    take({ data }: Message<string>): void {
      this.seen.add(data);
    }
  }
  const own = await broker();
  const app = await Test.createTestingModule({
    imports: [HowdahModule.forRoot({ ...nowhere, connection: 'reports' })],
    providers: [Reports],
  })
    .overrideProvider(clientToken('reports'))
    .useValue(own.connect())
    .compile();
  onTestFinished(() => app.close());
  await app.init();
  await app.get(Reports).client.publish(defineQueue<string>('reports'), 'monthly');
  expect(await app.get(Reports).seen.atLeast(1)).toEqual(['monthly']);
});

test('a worker that has failed is seen by probes, and the rest goes on', async () => {
  const own = await broker();
  const app = await compile(own, [Shipping]);
  await app.init();
  const health = app.get(HowdahHealthIndicator);
  expect(health.isReady()).toMatchObject({
    howdah: { status: 'up', connected: true, workers: [{ queue: 'orders', state: 'running' }] },
  });
  const failed = app.get(HowdahClient).consume(missing, () => undefined);
  await expect(failed.done).rejects.toMatchObject({ code: 'queue_not_found' });
  const down = { status: 'down', workers: [{ state: 'running' }, { queue: 'missing', state: 'failed' }] };
  expect(health.isAlive('queues')).toMatchObject({ queues: down });
  await failed.close();
  expect(health.isAlive()).toMatchObject({ howdah: { status: 'up' } });
});

test('closing the application waits for handlers', async () => {
  const started = new Collected<string>();
  let done = false;
  @Injectable()
  class Slow {
    @Consume(defineQueue<string>('slow'))
    async take({ data }: Message<string>): Promise<void> {
      started.add(data);
      await new Promise(setImmediate);
      done = true;
    }
  }
  const own = await broker();
  const app = await compile(own, [Slow]);
  await app.init();
  const client = app.get(HowdahClient);
  await client.publish(defineQueue<string>('slow'), 'work');
  await started.atLeast(1);
  await app.close();
  expect(done).toBe(true);
  await expect(client.publish(orders, { id: '1' })).rejects.toMatchObject({ code: 'closed' });
});

const billing = defineQueue('billing', { retry: fixed({ attempts: 2, delay: '1m' }) });

@Controller()
class Billing {
  readonly paid = new Collected<{ id: string; attempt: number }>();

  @EventPattern<string>('order.paid')
  pay(@Payload() { id }: { id: string }, @Ctx() context: HowdahContext): void {
    const { attempt } = context.getMessage();
    if (attempt === 1) throw new Error('no ink');
    this.paid.add({ id, attempt });
  }

  @MessagePattern({ cmd: 'total' })
  total(@Payload() prices: number[]): number {
    if (prices.length === 0) throw new RpcException('nothing to add');
    if (prices[0]! < 0) throw new DeadLetter('negative');
    return prices.reduce((sum, one) => sum + one, 0);
  }
}

interface Service {
  readonly proxy: ClientProxy;
  readonly own: TestBroker;
  readonly billing: Billing;
}

async function microservice(): Promise<Service> {
  const own = await broker();
  const client = own.connect();
  const options = { client, queue: billing, timeout: '5s' as const };
  const module = await Test.createTestingModule({
    imports: [ClientsModule.register([{ name: 'BILLING', customClass: HowdahClientProxy, options }])],
    controllers: [Billing],
  }).compile();
  const app = module.createNestMicroservice({ strategy: new HowdahServer({ client, queue: billing, concurrency: 2 }) });
  app.useGlobalFilters(new PassErrorsFilter());
  await app.listen();
  onTestFinished(() => app.close());
  return { own, proxy: module.get('BILLING'), billing: module.get(Billing) };
}

test('an event whose handler fails is handled again', async () => {
  const { own, proxy, billing: handlers } = await microservice();
  await lastValueFrom(proxy.emit('order.paid', new HowdahRecord({ id: 'a-1' }, { idempotencyKey: 'a-1' })));
  await expect.poll(() => own.count(billing)).toMatchObject({ delayed: 1 });
  await own.advance('1m');
  expect(await handlers.paid.atLeast(1)).toEqual([{ id: 'a-1', attempt: 2 }]);
  expect(own.errors).toMatchObject([{ message: 'no ink' }]);
});

test('a request is answered, also by what its handler throws for the requester', async () => {
  const { own, proxy } = await microservice();
  const total = (prices: number[]): Promise<unknown> => lastValueFrom(proxy.send({ cmd: 'total' }, prices));
  expect(await total([1, 2, 3])).toBe(6);
  await expect(total([])).rejects.toBe('nothing to add');
  await expect(total([-1])).rejects.toMatchObject({ code: 'request_failed' });
  expect(await own.count(billing)).toEqual({ ready: 0, inFlight: 0, delayed: 0 });
});

test('a packet that no handler wants is a dead letter', async () => {
  const { own, proxy } = await microservice();
  await lastValueFrom(proxy.emit('nobody', 1));
  await own.connect().publish(billing, 'no packet');
  const dead = deadLettersOf(billing);
  await expect
    .poll(async () => (await own.peek(dead)).map(({ error }) => error?.message).toSorted())
    .toEqual(['the message is no packet of Nest: it has no pattern', 'there is no handler for the pattern nobody']);
});

test('a microservice whose queue is missing does not start', async () => {
  const own = await broker();
  const module = await Test.createTestingModule({}).compile();
  const app = module.createNestMicroservice({ strategy: new HowdahServer({ client: own.connect(), queue: missing }) });
  onTestFinished(() => app.close());
  await expect(app.listen()).rejects.toMatchObject({ code: 'queue_not_found' });
});

test('over AMQP: consumers of an application live through a restart of the broker', async () => {
  const listener = await new Listener().start();
  onTestFinished(() => listener.stop());
  const module = HowdahModule.forRoot({
    addresses: listener.url,
    queues: [orders],
    maxBackoff: '50ms',
    onError: () => undefined,
  });
  const app = await Test.createTestingModule({ imports: [module], providers: [Shipping] }).compile();
  onTestFinished(() => app.close());
  await app.init();
  await listener.restart();
  await app.get(HowdahClient).publish(orders, { id: 'a-1' });
  expect(await app.get(Shipping).shipped.atLeast(1)).toMatchObject([{ data: { id: 'a-1' } }]);
});
