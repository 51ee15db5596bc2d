// Recordings in memory keep the port's promises.
import { recordingsContract } from '../../ports/recordings.contract';
import { MemoryRecordings } from './memory-recordings';

recordingsContract('MemoryRecordings', async (callIds) => {
  const recordings = new MemoryRecordings(callIds);
  return { recordings, left: async () => recordings.left };
});
