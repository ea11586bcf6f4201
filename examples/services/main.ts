import { fileURLToPath } from 'node:url';
import { runExample } from '../environment/run-example.js';
import { sizeOption } from '../environment/size.js';
import { travel } from './journey.js';
import { nodeProgram, startService } from './service.js';

await runExample((environment) =>
  travel(environment, sizeOption('orders', 400), ({ amqpUrl, signal }) =>
    startService({
      command: nodeProgram(fileURLToPath(new URL('warehouse.ts', import.meta.url))),
      env: { AMQP_URL: amqpUrl },
      ...{ ready: /listens on (\S+)/, stopped: /warehouse stopped, packed (\d+)/, signal },
    }),
  ),
);
