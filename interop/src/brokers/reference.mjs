import { join } from 'node:path';
import { rabbitmqPrograms, startRabbitmq } from '@howdah/testing/programs';
import { runCommand } from '../command.mjs';
import { forwardLocalhost } from './forward.mjs';

/**
 * Starts a RabbitMQ of its own on an empty database.
 *
 * @param {{ folder: string, log: string, forwarded: boolean }} where `forwarded` when clients are to meet an orderly end of the connection where
 *   it resets.
 * @returns {Promise<import('./broker.mjs').Broker>}
 */
export async function startReference({ folder, log, forwarded }) {
  const port = forwarded ? 5673 : 5672;
  const endForwarding = forwarded ? await forwardLocalhost({ host: 'localhost', port }) : () => undefined;
  const rabbitmq = await startRabbitmq({ folder, log, port });
  return {
    url: 'amqp://guest:guest@localhost:5672',
    stop: async () => {
      endForwarding();
      await rabbitmq.kill();
    },
    control: async (command, commandArguments) => {
      const told = [command, ...commandArguments];
      const program = join(rabbitmqPrograms, 'rabbitmqctl');
      const { code } = await runCommand(program, told, { env: rabbitmq.env, log: `${log}.control`, timeoutMs: 30_000 });
      return code === 0;
    },
  };
}
