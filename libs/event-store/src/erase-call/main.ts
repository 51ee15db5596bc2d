// A call erased as a command: node libs/event-store/dist/erase-call/main.js <tenant> <call>.
import { withCommandPool } from '../command-pool';
import { eraseCall } from './erase-call';

const [tenantId, callId] = process.argv.slice(2);

withCommandPool('erase-call', async (pool) => {
  if (tenantId === undefined || callId === undefined) throw new Error('name the tenant and the call');
  const erased = await eraseCall(pool, { tenantId, callId });
  process.stdout.write(`${JSON.stringify(erased)}\n`);
  return erased.kind === 'erased';
});
