import { accessStoreSuite, topologyStoreSuite } from '@howdah/storage-conformance';
import { MemoryAccessStore } from './access-store.js';
import { MemoryTopologyStore } from './topology-store.js';

const alone = async <T>(store: T) => ({ store, peer: store, close: async () => {} });

topologyStoreSuite('MemoryTopologyStore', () => alone(new MemoryTopologyStore()));
accessStoreSuite('MemoryAccessStore', () => alone(new MemoryAccessStore()));
