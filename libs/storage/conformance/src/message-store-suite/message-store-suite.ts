import { describe } from 'vitest';
import type { BenchSetup } from './bench.js';
import { bornLeased } from './born-leased.js';
import { claiming } from './claiming.js';
import { counting } from './counting.js';
import { deadLettering } from './dead-lettering.js';
import { expiring } from './expiring.js';
import { failures } from './failures.js';
import { fencing } from './fencing.js';
import { history } from './history.js';
import { idempotency } from './idempotency.js';
import { inserting } from './inserting.js';
import { leases } from './leases.js';
import { limits } from './limits.js';
import { operating } from './operating.js';
import { operatingProperty } from './operating-property.js';
import { modelBased } from './model-based.js';
import { roundTrip } from './round-trip.js';
import { scanning } from './scanning.js';
import { settling } from './settling.js';
import { takingIn } from './taking-in.js';

/** How often properties are tried that have a world for each run. */
export interface PropertyRuns {
  readonly operations: number;
}

/** What every message store must do. `setup` makes an empty world for each test and for each run of the model. */
export function messageStoreSuite(name: string, setup: BenchSetup, runs: PropertyRuns = { operations: 50 }): void {
  describe(name, () => {
    describe('inserting', () => inserting(setup));
    describe('round trip', () => roundTrip(setup));
    describe('claiming', () => claiming(setup));
    describe('handing over from memory', () => bornLeased(setup));
    describe('settling', () => settling(setup));
    describe('dead-lettering', () => deadLettering(setup));
    describe('error groups', () => failures(setup));
    describe('history', () => history(setup));
    describe('leases', () => leases(setup));
    describe('fencing', () => fencing(setup));
    describe('expiring and delaying', () => expiring(setup));
    describe('limits of length', () => limits(setup));
    describe('counting and peeking', () => counting(setup));
    describe('scanning', () => scanning(setup));
    describe('idempotency', () => idempotency(setup));
    describe('taking in', () => takingIn(setup));
    describe('operations', () => {
      operating(setup);
      operatingProperty(setup, runs.operations);
    });
    describe('against a model', () => modelBased(setup));
  });
}
