import { randomBytes } from 'node:crypto';
import type { ReplyAddress } from './replies-api.js';
import type { Message } from '../message/message.js';
import type { OwnerId } from '../ports/message-store.js';

/** RabbitMQ's: clients publish answers to the default exchange with such a routing key. */
const prefix = 'amq.rabbitmq.reply-to.';
/** The broker that holds the address, then what nobody guesses. */
const ownerBytes = 6;
const secretBytes = 12;

export const isReplyAddress = (routingKey: string): boolean => routingKey.startsWith(prefix);

/** The broker that an address belongs to; null when it is none that we made. */
export function brokerOfAddress(routingKey: string): OwnerId | null {
  const bytes = Buffer.from(routingKey.slice(prefix.length), 'base64url');
  return bytes.length === ownerBytes + secretBytes ? bytes.readUIntBE(0, ownerBytes) : null;
}

function newAddress(owner: OwnerId): string {
  const bytes = randomBytes(ownerBytes + secretBytes);
  bytes.writeUIntBE(owner, 0, ownerBytes);
  return prefix + bytes.toString('base64url');
}

interface Listener {
  readonly vhost: string;
  readonly receive: (message: Message) => void;
}

/** The addresses that clients of this broker wait for answers at. */
export class ReplyAddresses {
  readonly #listeners = new Map<string, Listener>();
  /** This broker, and who it was before it was fenced. */
  readonly #owners = new Set<OwnerId>();

  open(owner: OwnerId, listener: Listener): ReplyAddress {
    const name = newAddress(owner);
    this.#owners.add(owner);
    this.#listeners.set(name, listener);
    return { name, close: () => void this.#listeners.delete(name) };
  }

  /** Made by this process, and perhaps closed since. */
  isOurs(name: string): boolean {
    return this.#owners.has(brokerOfAddress(name) ?? 0);
  }

  has(vhost: string, name: string): boolean {
    return this.#listeners.get(name)?.vhost === vhost;
  }

  /** False when nobody waits there. */
  deliver(vhost: string, message: Message): boolean {
    const listener = this.#listeners.get(message.routingKey);
    if (listener?.vhost !== vhost) return false;
    listener.receive(message);
    return true;
  }
}
