import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

/**
 * Puts a program `rabbitmqctl` into a folder, for tests that stop and start their broker with it. It hands its words to this process.
 *
 * @param {string} folder
 * @param {import('./brokers/broker.mjs').Broker['control']} control
 * @returns {Promise<{ path: string, close: () => void }>} `path` is the program's folder.
 */
export async function serveRabbitmqctl(folder, control) {
  const [path, socket] = [join(folder, 'bin'), join(folder, 'rabbitmqctl.socket')];
  await mkdir(path);
  await writeFile(join(path, 'rabbitmqctl'), clientOf(socket));
  await chmod(join(path, 'rabbitmqctl'), 0o755);
  const server = createServer((client) => {
    client.setEncoding('utf8').on('data', async (line) => {
      const [command, ...commandArguments] = JSON.parse(line);
      const done = await control(command, commandArguments).catch(() => false);
      client.end(done ? 'done' : 'failed');
    });
    client.on('error', () => undefined); // a test that is killed no longer waits for the answer
  });
  await new Promise((resolve) => server.listen(socket, resolve));
  return { path, close: () => server.close() };
}

const clientOf = (socket) => `#!${process.execPath}
const client = require('node:net').connect(${JSON.stringify(socket)});
client.write(JSON.stringify(process.argv.slice(2)));
client.setEncoding('utf8').on('data', (answer) => (process.exitCode = answer === 'done' ? 0 : 70));
`;
