import amqp from 'amqplib';

const authorization = `Basic ${Buffer.from('guest:guest').toString('base64')}`;
const declaredAtOnce = 16;
const confirmedEach = 5_000;

/** Queues of which the first holds nearly all messages, and one message of 5 MB in the queue large. */
export async function fill({ url, amqpUrl }, { queues, messages }) {
  const names = Array.from({ length: queues }, (_, index) => `queue-${String(index).padStart(5, '0')}`);
  for (let from = 0; from < queues; from += declaredAtOnce)
    await Promise.all(names.slice(from, from + declaredAtOnce).map((name) => put(url, `/queues/${name}`)));
  await put(url, '/queues/large');
  const connection = await amqp.connect(amqpUrl);
  const channel = await connection.createConfirmChannel();
  await publish(channel, names, messages);
  channel.sendToQueue('large', Buffer.from(largeJson()), { persistent: true, contentType: 'application/json' });
  await channel.waitForConfirms();
  await connection.close();
}

async function publish(channel, names, messages) {
  for (let index = 0; index < messages; index++) {
    const name = index < names.length ? names[index] : names[0];
    channel.sendToQueue(name, Buffer.from(`{"order":${index}}`), { persistent: true, contentType: 'application/json' });
    if (index % confirmedEach === 0) await channel.waitForConfirms();
  }
  await channel.waitForConfirms();
}

function largeJson() {
  const rows = Array.from({ length: 140_000 }, (_, index) => `row ${index} is here to be long enough`);
  return JSON.stringify({ rows });
}

async function put(url, path) {
  const headers = { authorization, 'content-type': 'application/json' };
  const response = await fetch(`${url}/v1${path}`, { method: 'PUT', headers, body: '{}' });
  if (!response.ok) throw new Error(`PUT ${path}: ${response.status} ${await response.text()}`);
}
