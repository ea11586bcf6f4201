import { z } from 'zod';
import { pageQuery } from './page.js';
import { name } from './values.js';

/** Which virtual host is meant. */
const vhost = z.string().min(1).default('/');

export const inVhost = z.strictObject({ vhost });
export const pageInVhost = pageQuery.extend({ vhost });

export const queueParams = z.strictObject({ queue: name });
/** The default exchange is called amq.default in paths. */
export const exchangeParams = z.strictObject({ exchange: name });
