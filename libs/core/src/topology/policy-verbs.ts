import type { TopologyVerbs } from '../broker-api.js';
import { BrokerError } from '../errors.js';
import { refusedPattern } from '../refused-pattern.js';
import { Refusal } from './argument-parsers.js';
import type { Policy } from './model.js';
import { checkName } from './names.js';
import { fieldOfPlain, invalidArgument, parsePolicyArguments, policyArguments } from './queue-arguments.js';
import { resourceName } from './resource.js';
import { requireView } from './sight.js';
import type { TopologyContext } from './topology-context.js';

export type PolicyVerbs = Pick<TopologyVerbs, 'listPolicies' | 'putPolicy' | 'deletePolicy'>;

export function createPolicyVerbs(context: TopologyContext): PolicyVerbs {
  const { topology, authorizer } = context;
  return {
    async listPolicies(session, vhost) {
      requireView(context, session, vhost);
      const { policies } = await topology.find((current) => current.requireVhost(vhost));
      return policies.all();
    },

    async putPolicy(session, policy) {
      authorizer.requireRole(session, 'operator');
      authorizer.requireVhost(session, policy.vhost);
      checkPolicy(policy);
      await topology.find((current) => current.requireVhost(policy.vhost));
      const { value } = await topology.change((store) => store.putPolicy(policy));
      topology.announceQueues();
      return value;
    },

    async deletePolicy(session, vhost, name) {
      authorizer.requireRole(session, 'operator');
      authorizer.requireVhost(session, vhost);
      await topology.find((current) => current.requireVhost(vhost));
      const { changed } = await topology.change((store) => store.deletePolicy(vhost, name));
      topology.announceQueues();
      return changed;
    },
  };
}

/** Keys that are none of a queue's arguments here. `max-age` is one of streams: kept, and without effect. */
const otherKeys: readonly string[] = ['alternate-exchange', 'max-age'];
const acceptedKeys: readonly string[] = [...policyArguments.keys(), ...otherKeys];

function checkPolicy(policy: Omit<Policy, 'id'>): void {
  const where = resourceName('policy', policy);
  checkName('policy name', policy.name);
  checkPattern(policy.pattern, where);
  for (const [key, value] of Object.entries(policy.definition)) {
    if (!acceptedKeys.includes(key)) throw unknownKey(key, where);
    if (!otherKeys.includes(key) || typeof value === 'string') continue;
    throw invalidArgument(key, fieldOfPlain(value), where, new Refusal(typeof value, 'a string', true));
  }
  parsePolicyArguments(policy.definition, where);
}

function checkPattern(pattern: string, where: string): void {
  try {
    new RegExp(pattern);
  } catch (cause) {
    throw refusedPattern(`pattern '${pattern}' of ${where}`, pattern, cause);
  }
}

function unknownKey(key: string, where: string): BrokerError {
  return new BrokerError('invalid_argument', `unknown key '${key}' in the definition of ${where}`, {
    remedy: `Use ${acceptedKeys.join(', ')}.`,
    details: { argument: 'definition', found: key, accepted: acceptedKeys },
  });
}
