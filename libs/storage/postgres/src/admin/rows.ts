import { BrokerError, type ErrorCode } from '@howdah/core';
import type { EntityManager, EntitySchema, FindOptionsWhere, ObjectLiteral } from 'typeorm';
import { entities, type VhostRow } from './entities.js';

/** The row under this key, inserted when there is none. Only under the version's lock. */
export async function findOrInsert<R extends ObjectLiteral & { readonly id: number }>(
  manager: EntityManager,
  entity: EntitySchema<R>,
  key: FindOptionsWhere<R>,
  fresh: Omit<R, 'id'>,
): Promise<{ changed: boolean; row: R }> {
  const existing = await manager.findOneBy(entity, key);
  if (existing !== null) return { changed: false, row: existing };
  return { changed: true, row: await insertRow(manager, entity, fresh) };
}

export async function insertRow<R extends ObjectLiteral & { readonly id: number }>(
  manager: EntityManager,
  entity: EntitySchema<R>,
  fresh: Omit<R, 'id'>,
): Promise<R> {
  const { identifiers } = await manager.insert(entity, fresh as never);
  return { ...fresh, id: (identifiers[0] as { id: number }).id } as unknown as R;
}

/** How many rows went. */
export async function deleteRows<R extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntitySchema<R>,
  key: FindOptionsWhere<R>,
): Promise<number> {
  const { affected } = await manager.delete(entity, key);
  return affected ?? 0;
}

export async function requireVhost(manager: EntityManager, name: string): Promise<VhostRow> {
  return requireRow(manager, entities.vhost, { name }, 'vhost_not_found', `vhost '${name}' not found`);
}

export async function requireRow<R extends ObjectLiteral>(
  manager: EntityManager,
  entity: EntitySchema<R>,
  key: FindOptionsWhere<R>,
  code: ErrorCode,
  message: string,
): Promise<R> {
  const row = await manager.findOneBy(entity, key);
  if (row === null) throw new BrokerError(code, message);
  return row;
}
