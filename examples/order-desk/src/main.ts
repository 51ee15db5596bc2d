// Runs the order desk by itself: ORDER_DESK_DATA_DIR, ORDER_DESK_PORT.
import { int, str } from '@trunkline/runtime';
import { serveOrderDesk } from './server';

const main = async (): Promise<void> => {
  const desk = await serveOrderDesk({
    dataDir: str(process.env, 'ORDER_DESK_DATA_DIR', '.trunkline/order-desk'),
    port: int(process.env, 'ORDER_DESK_PORT', { min: 0, max: 65_535, or: 8_090 }),
  });
  process.stdout.write(`order desk: ${desk.url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void desk.close());
};

main().catch((error: unknown) => {
  process.stderr.write(`order desk: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
