// The record verified as a command: node libs/event-store/dist/verify-record/main.js, with DATABASE_URL or DATABASE_URL_FILE.
import { withCommandPool } from '../command-pool';
import { checkSchema } from '../postgres/check-schema';
import { verifyRecord } from './verify-record';

withCommandPool('verify-record', async (pool) => {
  await checkSchema(pool);
  const verdict = await verifyRecord(pool);
  process.stdout.write(`${JSON.stringify(verdict)}\n`);
  return verdict.kind === 'intact';
});
