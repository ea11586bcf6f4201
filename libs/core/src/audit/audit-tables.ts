import type { AccessVerbs } from '../access/access-verbs.js';
import type { ConnectionVerbs, MessageVerbs, TopologyVerbs } from '../broker-api.js';
import type { FailureVerbs } from '../failures/failure-verbs.js';
import { fieldToJson } from '../message/field-json.js';
import type { FieldTable } from '../message/field-table.js';
import type { LifeVerbs } from '../life/message-life.js';
import type { OperationVerbs } from '../operations/operations-api.js';
import type { SearchRequest, SearchVerbs } from '../search/search-api.js';
import type { AuditTable } from './audited.js';

const argumentsOf = (table: FieldTable) => Object.fromEntries(table.map(([name, value]) => [name, fieldToJson(value)]));

export const topologyAudit: AuditTable<TopologyVerbs> = {
  createVhost: (name) => ({ target: name, vhost: name }),
  setVhostLimits: (name, limits) => ({ target: name, vhost: name, details: { ...limits } }),
  deleteVhost: (name) => ({ target: name, vhost: name }),
  declareExchange: ({ vhost, name, type, durable, arguments: table }) =>
    durable ? { target: name, vhost, details: { type, arguments: argumentsOf(table) } } : null,
  deleteExchange: (vhost, name) => ({ target: name, vhost }),
  // What comes and goes with a client is no administration.
  declareQueue: ({ vhost, name, durable, exclusive, autoDelete, arguments: table }) =>
    durable && !exclusive && !autoDelete ? { target: name, vhost, details: { arguments: argumentsOf(table) } } : null,
  deleteQueue: (vhost, name) => ({ target: name, vhost }),
  purgeQueue: (vhost, name) => ({ target: name, vhost }),
  bind: ({ vhost, source, destination, routingKey }) => ({ target: source, vhost, details: { destination, routingKey } }),
  unbind: ({ vhost, source, destination, routingKey }) => ({ target: source, vhost, details: { destination, routingKey } }),
  pauseQueue: (vhost, name, { kind, reason, until = null }) => ({ target: name, vhost, details: { kind, reason, until } }),
  resumeQueue: (vhost, name, kind) => ({ target: name, vhost, details: { kind } }),
  putPolicy: ({ vhost, name, pattern, definition }) => ({ target: name, vhost, details: { pattern, definition } }),
  deletePolicy: (vhost, name) => ({ target: name, vhost }),
};

export const accessAudit: AuditTable<AccessVerbs> = {
  putUser: ({ name, role, password, impersonator = false }) => ({
    target: name,
    details: { role, impersonator, ...(password === undefined ? {} : { hasPassword: password !== null }) },
  }),
  deleteUser: (name) => ({ target: name }),
  putPermission: ({ user, vhost, configure, write, read }) => ({ target: user, vhost, details: { configure, write, read } }),
  deletePermission: (user, vhost) => ({ target: user, vhost }),
  putTopicPermission: ({ user, vhost, exchange, write, read }) => ({ target: user, vhost, details: { exchange, write, read } }),
  deleteTopicPermission: (user, vhost, exchange) => ({ target: user, vhost, details: { exchange } }),
  createToken: ({ user, role, description, vhosts = null }) => ({
    target: user,
    details: { role, description, ...(vhosts !== null && { vhosts }) },
  }),
  deleteToken: (id) => ({ target: id }),
};

export const connectionAudit: AuditTable<ConnectionVerbs> = {
  requestClose: (id, reason) => ({ target: String(id), details: { reason } }),
};

/** Who reads payloads, or errors that may hold parts of them. */
export const messageAudit: AuditTable<MessageVerbs> = {
  peek: (vhost, queue, { after, limit, state }) => ({ target: queue, vhost, details: { after, limit, ...(state && { state }) } }),
  getMessage: (vhost, queue, message) => ({ target: queue, vhost, details: { message } }),
  listAttempts: (vhost, queue, message) => ({ target: queue, vhost, details: { message } }),
};

const searchTold = ({ vhost, query, limit }: SearchRequest) => ({
  ...{ target: vhost, vhost },
  details: { limit, conditions: query.conditions },
});

export const searchAudit: AuditTable<SearchVerbs> = { searchMessages: searchTold, exportMessages: searchTold };

export const lifeAudit: AuditTable<LifeVerbs> = {
  getMessageLife: (vhost, message) => ({ target: String(message), vhost }),
};

export const operationAudit: AuditTable<OperationVerbs> = {
  create: ({ vhost, queue, kind, target = null, exchange = null, ratePerSecond = null, canary = false, edit = null }) => ({
    ...{ target: queue, vhost },
    details: {
      kind,
      target,
      ratePerSecond,
      canary,
      ...(exchange !== null && { exchange }),
      ...(edit !== null && { edited: true }),
    },
  }),
  check: ({ vhost, queue, kind }) => ({ target: queue, vhost, details: { kind } }),
  change: (id, to) => ({ target: String(id), details: { to } }),
  report: (id) => ({ target: String(id) }),
};

export const failureAudit: AuditTable<FailureVerbs> = {
  listGroupAttempts: (group, { limit }) => ({ target: String(group), details: { limit } }),
  peekDeadLetters: (group, { limit, after }) => ({ target: String(group), details: { limit, after } }),
};
