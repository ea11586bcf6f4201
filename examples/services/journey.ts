import { fileURLToPath } from 'node:url';
import type { Environment } from '../environment/environment.js';
import { reconcile } from '../environment/reconciliation.js';
import { until } from '../environment/until.js';
import { nodeProgram, startService, type Service } from './service.js';

type StartWarehouse = (environment: Environment) => Promise<Service>;

interface Counts {
  readonly accepted: number;
  readonly shipped: number;
  readonly refused: number;
}

/** Orders through all services; half-way the warehouse is stopped and started again, as in a deployment. */
export async function travel(environment: Environment, orderCount: number, startWarehouse: StartWarehouse): Promise<boolean> {
  const { amqpUrl, signal } = environment;
  const start = (name: string): Promise<Service> =>
    startService({
      command: nodeProgram(fileURLToPath(new URL(`${name}.ts`, import.meta.url))),
      // Nest's decorators are in the settings of the examples, wherever this was started.
      env: { AMQP_URL: amqpUrl, TSX_TSCONFIG_PATH: fileURLToPath(new URL('../tsconfig.json', import.meta.url)) },
      ...{ ready: /listens on (\S+)/, stopped: new RegExp(`${name} stopped`), signal },
    });
  const read = async <T>(url: string): Promise<T> => (await (await fetch(url, { signal })).json()) as T;
  const [shop, billing] = await Promise.all([start('shop'), start('billing')]);
  const count = (): Promise<Counts> => read(`${shop.said}/orders`);
  const billed = async (): Promise<number> => (await read<{ readonly count: number }>(`${billing.said}/billed`)).count;
  const first = await startWarehouse(environment);
  const answers = await orderAll(shop.said, orderCount, signal);
  await until(async () => (await count()).shipped >= orderCount / 4, signal, 5);
  const packed = [await first.stop()];
  const second = await startWarehouse(environment);
  await until(async () => (await count()).accepted === 0, signal);
  const { shipped, refused } = await count();
  packed.push(await second.stop());
  await until(async () => (await billed()) >= shipped, signal);
  const bills = await billed();
  await Promise.all([shop.stop(), billing.stop()]);

  const packedBy = packed.map(([, figure]) => Number(figure));
  console.log(`${orderCount} orders sent; the first warehouse has packed ${packedBy[0]}, the second ${packedBy[1]}`);
  const of = (status: number): number => answers.filter((one) => one === status).length;
  return reconcile([
    { what: 'orders sent = accepted + not valid', found: orderCount, expected: of(202) + of(400) },
    { what: 'orders accepted = shipped + refused', found: of(202), expected: shipped + refused },
    { what: 'orders packed by both = shipped: none was packed twice', found: packedBy[0]! + packedBy[1]!, expected: shipped },
    { what: 'orders billed = orders shipped', found: bills, expected: shipped },
    { what: 'orders refused = orders of what the warehouse has not', found: refused, expected: wanted(orderCount, 'unknown') },
    { what: 'orders not valid = orders of nothing', found: of(400), expected: wanted(orderCount, '') },
  ]);
}

const skuNumber = (n: number): string => (n % 20 === 3 ? 'unknown' : n % 20 === 7 ? 'heavy' : n % 20 === 11 ? '' : `sku-${n}`);

const wanted = (orderCount: number, sku: string): number =>
  Array.from({ length: orderCount }, (_, n) => skuNumber(n)).filter((one) => one === sku).length;

/** Resolves with the status of each answer. */
function orderAll(shop: string, orderCount: number, signal: AbortSignal): Promise<number[]> {
  const order = async (n: number): Promise<number> => {
    const body = JSON.stringify({ sku: skuNumber(n), quantity: 1 });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${shop}/orders`, { method: 'POST', headers, body, signal });
    await response.arrayBuffer();
    return response.status;
  };
  return Promise.all(Array.from({ length: orderCount }, (_, n) => order(n)));
}
