import { describe } from 'vitest';
import { connect } from '@howdah/sdk';
import { sdkSuite } from '../support/suite.js';

// Against a broker that runs already: `npm run interop -- --suite sdk` starts one.
const url = process.env['AMQP_URL'];
if (url === undefined) throw new Error('AMQP_URL is missing: the address of a broker that runs');

const errors: unknown[] = [];

describe('the SDK', () => {
  sdkSuite(() => ({ errors, connect: () => connect(url, { onError: (error) => errors.push(error) }) }));
});
