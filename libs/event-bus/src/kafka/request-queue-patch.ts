// Keeps kafkajs 2.2.4 from arming a 1 ms timer for ever on every idle connection.
import { ConfigError } from '@trunkline/runtime';
import { createRequire } from 'node:module';

/** What the check reads and sets of kafkajs's request queue. */
interface RequestQueue {
  pending: readonly unknown[];
  /** Epoch ms until which the broker asked us to be silent; -1 for never. */
  throttledUntil: number;
  throttleCheckTimeoutId: ReturnType<typeof setTimeout> | null;
  checkPendingRequests(): void;
  scheduleCheckPendingRequests(): void;
}

const MODULE = 'kafkajs/src/network/requestQueue';
const CHECK_EVERY_MS = 10;

/**
 * The original arms a timer also when nothing waits and nothing is throttled, with a time in the past, again and again:
 * thousands of timers a second in a process that sends audio every 20 ms. This one arms it only when it has work.
 */
function scheduleCheckPendingRequests(this: RequestQueue): void {
  if (this.throttleCheckTimeoutId) return;
  const throttledMs = this.throttledUntil - Date.now();
  if (throttledMs <= 0 && this.pending.length === 0) return;
  this.throttleCheckTimeoutId = setTimeout(
    () => {
      this.throttleCheckTimeoutId = null;
      this.checkPendingRequests();
    },
    throttledMs > 0 ? throttledMs : CHECK_EVERY_MS,
  );
}

/** Idempotent. Throws ConfigError when another kafkajs is installed than the one that needs this. */
export const patchRequestQueue = (): void => {
  const queue: unknown = createRequire(__filename)(MODULE);
  if (!isRequestQueueClass(queue))
    throw new ConfigError(`kafkajs: ${MODULE} is not what the timer patch expects`);
  queue.prototype.scheduleCheckPendingRequests = scheduleCheckPendingRequests;
};

const isRequestQueueClass = (value: unknown): value is { readonly prototype: RequestQueue } =>
  typeof value === 'function' &&
  typeof value.prototype === 'object' &&
  value.prototype !== null &&
  'scheduleCheckPendingRequests' in value.prototype &&
  'checkPendingRequests' in value.prototype;
