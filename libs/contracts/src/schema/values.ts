import { z } from 'zod';

/** RFC 3339 in UTC, with milliseconds. */
export const instant = z.iso.datetime();

/** Ids are strings: a program may not count with them, and JavaScript may not round them. */
export const id = z.string().regex(/^\d{1,16}$/, 'expected an id: up to 16 digits');

const shortBytesMax = 255;
const utf8 = new TextEncoder();

/** At most 255 bytes of UTF-8: what a message's properties and routing keys have room for. */
export const shortString = z
  .string()
  .max(shortBytesMax)
  .refine((text) => utf8.encode(text).length <= shortBytesMax, `expected at most ${shortBytesMax} bytes of UTF-8`);

/** Names of queues, exchanges and so on; what else a name needs is the broker's to say. */
export const name = shortString.min(1);

/** Headers or arguments as JSON; a value that JSON has no type for is an object that says its type. */
export const fieldTable = z.record(z.string(), z.unknown());

const dayMs = 24 * 60 * 60 * 1000;
/** 2^32 - 1 ms, some 49 days. */
export const delayMs = z.int().min(0).max(0xffff_ffff);
export const waitMs = z.int().min(0).max(30_000);
export const leaseMs = z
  .int()
  .min(1_000)
  .max(dayMs / 2);

/** A switch in a query string. */
export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
