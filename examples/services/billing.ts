// Nest: consumes invoices, and tells how many it has billed.
import 'reflect-metadata';
import { Controller, Get, Inject, Injectable, Module, ServiceUnavailableException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { Message } from '@howdah/sdk';
import { Consume, HowdahHealthIndicator, HowdahModule } from '@howdah/sdk/nestjs';
import { invoices } from './queues.js';

const { AMQP_URL, PORT = '0' } = process.env;
if (AMQP_URL === undefined) throw new Error('AMQP_URL has to be set');

@Injectable()
class Billing {
  /** A real one has a table, with the order as its key. */
  readonly billed = new Set<string>();

  @Consume(invoices, { concurrency: 4, drainTimeout: '20s' })
  bill({ data: { orderId } }: Message<{ orderId: string }>): void {
    this.billed.add(orderId);
  }
}

@Controller()
class Answers {
  constructor(
    @Inject(Billing) private readonly billing: Billing,
    @Inject(HowdahHealthIndicator) private readonly health: HowdahHealthIndicator,
  ) {}

  @Get('billed')
  billed(): { readonly count: number } {
    return { count: this.billing.billed.size };
  }

  @Get('livez')
  live(): object {
    const answer = this.health.isAlive();
    if (answer['howdah']?.status === 'up') return answer;
    throw new ServiceUnavailableException(answer);
  }
}

@Module({
  imports: [HowdahModule.forRoot({ addresses: AMQP_URL, name: 'billing' })],
  providers: [Billing],
  controllers: [Answers],
})
class Service {}

const app = await NestFactory.create(Service, new FastifyAdapter(), { logger: ['warn', 'error'] });
await app.listen(Number(PORT), '127.0.0.1');
console.log(`billing listens on ${await app.getUrl()}`);

process.once('SIGTERM', () => void app.close().then(() => console.log('billing stopped')));
