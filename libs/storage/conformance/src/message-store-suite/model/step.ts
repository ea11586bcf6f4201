import type { AsyncCommand } from 'fast-check';
import { expectAgreement } from './agreement.js';
import type { QueueModel } from './queue-model.js';
import type { World } from './world.js';

export type Step = AsyncCommand<QueueModel, World>;

/** A command that does its part on both sides; then both must agree. */
export function step(label: string, run: (model: QueueModel, world: World) => Promise<void>): Step {
  return {
    check: () => true,
    toString: () => label,
    async run(model, world) {
      await run(model, world);
      await expectAgreement(model, world);
    },
  };
}
