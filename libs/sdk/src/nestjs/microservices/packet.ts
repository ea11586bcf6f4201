import type { ReadPacket, WritePacket } from '@nestjs/microservices';

/** What goes through the queue. With an id it is a request, which is answered; without, an event. */
export interface Packet extends ReadPacket<unknown> {
  readonly id?: string;
}

/** The answer of a request. */
export type PacketAnswer = WritePacket<unknown>;

export const isPacket = (data: unknown): data is Packet => typeof data === 'object' && data !== null && 'pattern' in data;
