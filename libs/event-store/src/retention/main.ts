// A run of maintenance as a command: node libs/event-store/dist/retention/main.js, with DATABASE_URL or DATABASE_URL_FILE.
import { createLogger, newId } from '@trunkline/runtime';
import { withCommandPool } from '../command-pool';
import { keepRecord } from './keep-record';

withCommandPool('maintenance', async (pool) => {
  const log = createLogger({ service: 'maintenance', instance: newId(Date.now()) });
  const kept = await keepRecord(pool);
  log.info({ ...kept }, 'the record is kept');
  return kept.isDone;
});
