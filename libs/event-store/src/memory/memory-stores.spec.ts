// The stores in memory keep the promises of their ports.
import { appendSignalContract } from '../append-signal.contract';
import { cursorStoreContract } from '../cursor-store.contract';
import { eventStoreContract } from '../event-store.contract';
import { eventStoreModelContract } from '../event-store-model.contract';
import { inboxContract } from '../inbox.contract';
import { logEndContract } from '../log-end.contract';
import { snapshotStoreContract } from '../snapshot-store.contract';
import { MemoryCursorStore } from './memory-cursor-store';
import { MemoryEventStore } from './memory-event-store';
import { MemoryInbox } from './memory-inbox';
import { MemorySnapshotStore } from './memory-snapshot-store';

eventStoreContract('MemoryEventStore', () => new MemoryEventStore());
eventStoreModelContract('MemoryEventStore', () => new MemoryEventStore(), 300);
logEndContract('MemoryEventStore', () => new MemoryEventStore());
appendSignalContract('MemoryEventStore', () => new MemoryEventStore());
snapshotStoreContract('MemorySnapshotStore', () => new MemorySnapshotStore());
inboxContract('MemoryInbox', () => new MemoryInbox());
cursorStoreContract('MemoryCursorStore', () => new MemoryCursorStore());
