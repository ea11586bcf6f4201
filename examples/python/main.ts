import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { runExample } from '../environment/run-example.js';
import { sizeOption } from '../environment/size.js';
import { travel } from '../services/journey.js';
import { startService } from '../services/service.js';

/** Debian's own, for which `python3-pika` is. */
const python = process.env['PYTHON'] || '/usr/bin/python3';

await runExample((environment) => {
  requirePika();
  return travel(environment, sizeOption('orders', 400), ({ amqpUrl, signal }) =>
    startService({
      command: [python, fileURLToPath(new URL('warehouse.py', import.meta.url))],
      env: { AMQP_URL: amqpUrl.replace(/\/?$/, '/%2f') },
      ...{ ready: /warehouse consumes/, stopped: /warehouse stopped, packed (\d+)/, signal },
    }),
  );
});

/** @throws Error that says how to get it. */
function requirePika(): void {
  try {
    execFileSync(python, ['-c', 'import pika'], { stdio: 'ignore' });
  } catch {
    throw new Error(`${python} has no pika: apt-get install python3-pika, or name another Python with PYTHON`);
  }
}
