import { createDatabase } from '@howdah/testing';
import { migrate, Notifications, openDataSource, PostgresAccessStore, PostgresTopologyStore } from '@howdah/storage-postgres';
import { expect, it } from 'vitest';

it('a virtual host takes its permissions with it, which the other brokers see as a change of access', async () => {
  const database = await createDatabase();
  await migrate(database);
  const source = await openDataSource(database);
  const notifications = new Notifications(database);
  const topology = new PostgresTopologyStore(source, notifications, () => 1);
  const access = new PostgresAccessStore(source, notifications);

  await topology.createVhost('v', '');
  await access.putUser({ name: 'ann', passwordHash: null, role: 'none', loopbackOnly: false, impersonator: false });
  await access.putPermission({ user: 'ann', vhost: 'v', configure: '.*', write: '.*', read: '.*' });
  await access.putTopicPermission({ user: 'ann', vhost: 'v', exchange: 'x', write: '.*', read: '.*' });
  const version = await access.version();
  await topology.deleteVhost('v');
  expect(await access.load()).toMatchObject({ version: version + 1, permissions: [], topicPermissions: [] });

  await topology.createVhost('v', '');
  expect((await access.load()).permissions).toEqual([]);
  await expect(access.putPermission({ user: 'ann', vhost: 'w', configure: '', write: '', read: '' })).rejects.toMatchObject({
    code: 'vhost_not_found',
  });

  await source.destroy();
  await notifications.close();
  await database.drop();
});
