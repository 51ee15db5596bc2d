// The health check of an image, which has no shell and no curl: ends with 0 when the operations page answers in time.
import { hostPort, str } from '@trunkline/runtime';

const ANSWER_MS_MAX = 2_000;

const { port } = hostPort(str(process.env, 'OPERATIONS_BIND', '127.0.0.1:9464'), 'OPERATIONS_BIND');

fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(ANSWER_MS_MAX) }).then(
  ({ ok }) => {
    process.exitCode = ok ? 0 : 1;
  },
  () => {
    process.exitCode = 1;
  },
);
