import { defineQueue } from '@howdah/sdk';

/** What a device has measured, and which of its measurements that is, from 1. */
export interface Reading {
  readonly device: number;
  readonly n: number;
  readonly celsius: number;
}

/**
 * Telemetry that is worth something while it is new: a minute's life and no dead letters. A queue that is longer than `limit` refuses
 * more, and so the publishers learn that the consumers are behind. No schema: at this rate a check of each reading is for the gateway.
 */
export const telemetryQueue = (limit: number) =>
  defineQueue<Reading>('iot.telemetry', {
    type: 'classic',
    deadLetter: false,
    ttl: '1m',
    arguments: { 'x-max-length': limit, 'x-overflow': 'reject-publish' },
  });
