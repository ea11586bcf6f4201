import { publishCurl } from '../../data/publish-curl.js';

export const firstQueue = 'hello';

interface Target {
  readonly origin: string;
  readonly basePath: string;
  readonly host: string;
  readonly user: string;
  readonly vhost: string;
  readonly queue: string;
}

function amqpUrl({ user, host, vhost }: Target): string {
  const path = vhost === '/' ? '' : `/${encodeURIComponent(vhost)}`;
  return `amqp://${encodeURIComponent(user)}:PASSWORD@${host}:5672${path}`;
}

function curl(target: Target): string {
  const { origin, basePath, user, vhost, queue } = target;
  const query = vhost === '/' ? '' : `?vhost=${encodeURIComponent(vhost)}`;
  const address = `${origin}${basePath}v1/queues/${queue}`;
  return `curl -u ${user} -H 'content-type: application/json' -X PUT '${address}${query}' -d '{}'
${publishCurl({ base: `${origin}${basePath}`, vhost, queue, user }, '{"body":{"hello":"world"}}')}`;
}

function node(target: Target): string {
  return `// npm install amqplib
import amqp from 'amqplib';

const connection = await amqp.connect('${amqpUrl(target)}');
const channel = await connection.createConfirmChannel();
await channel.assertQueue('${target.queue}');
channel.sendToQueue('${target.queue}', Buffer.from('{"hello":"world"}'), { contentType: 'application/json' });
await channel.waitForConfirms();
await connection.close();`;
}

function python(target: Target): string {
  return `# pip install pika
import pika

connection = pika.BlockingConnection(pika.URLParameters('${amqpUrl(target)}'))
channel = connection.channel()
channel.queue_declare('${target.queue}', durable=True)
channel.confirm_delivery()
channel.basic_publish('', '${target.queue}', b'{"hello":"world"}')
connection.close()`;
}

/** The first message, by whatever is at hand. */
export const snippets = { curl, 'Node.js': node, Python: python } as const;

export type SnippetLanguage = keyof typeof snippets;
