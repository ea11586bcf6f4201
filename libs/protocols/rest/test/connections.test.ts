import { describe, expect, it } from 'vitest';
import { closed, listenForAmqp } from './amqp-clients.js';
import { RestBench } from './rest-bench.js';

interface Listed {
  readonly id: string;
  readonly details: { readonly clientProperties: { readonly connection_name: string } };
}

async function list(rest: RestBench, query = ''): Promise<Listed[]> {
  return (await rest.ask('GET', `/v1/connections${query}`)).json<{ items: Listed[] }>().items;
}

const namesOf = (listed: readonly Listed[]) => listed.map(({ details }) => details.clientProperties.connection_name).sort();

describe('connections', () => {
  it('are listed with their user, both ends and what the client says of itself', async () => {
    const rest = await RestBench.start();
    const connect = await listenForAmqp(rest);
    const { connection } = await connect({ name: 'orders' });
    const { localPort, remotePort } = (connection as unknown as { stream: { localPort: number; remotePort: number } }).stream;
    const [listed] = await list(rest);
    expect(listed).toMatchObject({
      ...{ vhost: '/', user: 'admin', name: `127.0.0.1:${localPort} -> 127.0.0.1:${remotePort}` },
      connectedAt: new Date(rest.clock.now()).toISOString(),
      details: {
        ...{ protocol: 'AMQP 0-9-1', mechanism: 'PLAIN', tls: null },
        peer: { address: '127.0.0.1', port: localPort },
        clientProperties: { product: 'amqplib', connection_name: 'orders' },
      },
    });
    expect((await rest.ask('GET', `/v1/connections/${listed!.id}`)).json()).toEqual(listed);
  });

  it('are listed of one user or virtual host, where one may see it', async () => {
    const rest = await RestBench.start();
    const connect = await listenForAmqp(rest);
    await rest.ask('PUT', '/v1/vhosts/other', {});
    await rest.addUser('ann', 'viewer');
    await connect({ name: 'one' });
    await connect({ name: 'two', vhost: 'other' });
    await connect({ name: 'three', user: 'ann' });
    expect(namesOf(await list(rest))).toEqual(['one', 'three', 'two']);
    expect(namesOf(await list(rest, '?user=ann'))).toEqual(['three']);
    expect(namesOf(await list(rest, '?vhost=other'))).toEqual(['two']);
    const seen = await rest.ask('GET', '/v1/connections', undefined, { user: 'ann' });
    expect(namesOf(seen.json<{ items: Listed[] }>().items)).toEqual(['one', 'three']);
  });

  it('are closed with 320 and the reason that is given', async () => {
    const rest = await RestBench.start();
    const connect = await listenForAmqp(rest);
    const [victim, other] = [await connect({ name: 'victim' }), await connect({ name: 'other' })];
    const [{ id } = { id: '' }] = (await list(rest)).filter((one) => namesOf([one])[0] === 'victim');
    const gone = closed(victim);
    const headers = { 'x-reason': 'maintenance at noon' };
    expect((await rest.ask('DELETE', `/v1/connections/${id}`, undefined, { headers })).statusCode).toBe(204);
    expect(await gone).toMatchObject({
      code: 320,
      message: expect.stringContaining('CONNECTION_FORCED - maintenance at noon') as string,
    });
    await other.createChannel();
    expect(namesOf(await list(rest))).toEqual(['other']);
    const again = await rest.ask('DELETE', `/v1/connections/${id}`);
    expect(again.json()).toMatchObject({ status: 404, code: 'connection_not_found' });
    expect((await rest.ask('GET', `/v1/connections/${id}`)).json()).toMatchObject({ code: 'connection_not_found' });
  });

  it('are told that it came from here when no reason is given', async () => {
    const rest = await RestBench.start();
    const connect = await listenForAmqp(rest);
    const gone = closed(await connect());
    const [{ id } = { id: '' }] = await list(rest);
    await rest.ask('DELETE', `/v1/connections/${id}`);
    expect(await gone).toMatchObject({
      message: expect.stringContaining('CONNECTION_FORCED - Closed via management API') as string,
    });
  });

  it('in a virtual host that one may not see are not closed', async () => {
    const rest = await RestBench.start();
    const connect = await listenForAmqp(rest);
    await rest.ask('PUT', '/v1/vhosts/other', {});
    await rest.addUser('ann', 'operator');
    await connect({ vhost: 'other' });
    const [{ id } = { id: '' }] = await list(rest);
    const refused = await rest.ask('DELETE', `/v1/connections/${id}`, undefined, { user: 'ann' });
    expect(refused.json()).toMatchObject({ status: 403, code: 'access_refused' });
    expect(await list(rest)).toHaveLength(1);
  });
});

describe('consumers', () => {
  it('are listed with their queue and connection', async () => {
    const rest = await RestBench.start();
    const connect = await listenForAmqp(rest);
    const channel = await (await connect()).createChannel();
    await rest.declareQueue('orders');
    await rest.declareQueue('audit');
    await channel.prefetch(20);
    const delivered = new Promise((resolve) => void channel.consume('orders', resolve, { consumerTag: 'mine', priority: 5 }));
    channel.sendToQueue('orders', Buffer.from('held'));
    await delivered;
    await channel.consume('audit', () => undefined, { exclusive: true });
    const [{ id: connection } = { id: '' }] = await list(rest);
    const consumers = async (query: string) =>
      (await rest.ask('GET', `/v1/consumers${query}`)).json<{ items: Record<string, unknown>[] }>().items;
    expect(await consumers('?queue=orders')).toEqual([
      {
        ...{ id: expect.stringMatching(/^\d+$/) as string, connection, queue: 'orders', tag: 'mine' },
        ...{ priority: 5, exclusive: false, singleActive: false, active: true },
        load: { unacked: 1, prefetch: 20, oldestDeliveryAt: expect.stringMatching(/Z$/) as string },
      },
    ]);
    expect((await consumers(`?connection=${connection}`)).map(({ queue }) => queue).sort()).toEqual(['audit', 'orders']);
    expect(await consumers('?connection=1')).toEqual([]);
    expect((await rest.ask('GET', '/v1/consumers?queue=missing')).json()).toMatchObject({ code: 'queue_not_found' });
  });
});
