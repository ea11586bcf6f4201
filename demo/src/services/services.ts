import { email } from './email.js';
import { payment } from './payment.js';
import type { Service } from './service.js';
import { stock } from './stock.js';

export const services: readonly Service[] = [payment, stock, email];
