import { BrokerError } from '../errors.js';

export interface Resource {
  readonly vhost: string;
  readonly name: string;
}

/** As error texts name it: `queue 'orders' in vhost '/'`. */
export const resourceName = (kind: 'queue' | 'exchange' | 'policy', { vhost, name }: Resource): string =>
  `${kind} '${name}' in vhost '${vhost}'`;

export const vhostNotFound = (name: string): BrokerError =>
  new BrokerError('vhost_not_found', `vhost ${name} not found`, {
    remedy: 'Create the virtual host first, or correct its name.',
  });

export const queueNotFound = (vhost: string, name: string): BrokerError =>
  new BrokerError('queue_not_found', `no ${resourceName('queue', { vhost, name })}`, { remedy: 'Declare the queue first.' });

export const exchangeNotFound = (vhost: string, name: string): BrokerError =>
  new BrokerError('exchange_not_found', `no ${resourceName('exchange', { vhost, name })}`, {
    remedy: 'Declare the exchange first.',
  });
