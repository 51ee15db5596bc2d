// An engine that keeps its connection and says nothing is gone all the same: srf pings it, and somebody has to listen.
import { EventEmitter } from 'node:events';
import type Srf from 'drachtio-srf';

/** The shortest that srf allows. */
export const PING_MS = 5_000;
/** Three pings without a word. */
const SILENT_MS_MAX = 3 * PING_MS + 1_000;

/** Calls `onSilent` once when the engine has said nothing for too long. Returns what ends it. */
export const watchHeartbeat = (srf: Srf, onSilent: () => void): (() => void) => {
  const wire = wireOf(srf);
  if (!wire) return () => undefined;
  let late = setTimeout(onSilent, SILENT_MS_MAX);
  const heard = (): void => {
    clearTimeout(late);
    late = setTimeout(onSilent, SILENT_MS_MAX);
  };
  wire.on('msg', heard);
  return () => {
    clearTimeout(late);
    wire.off('msg', heard);
  };
};

/** What srf speaks the engine's protocol with; its types do not have it. */
const wireOf = (srf: Srf): EventEmitter | undefined => {
  const wire = ['app', 'client', 'wp'].reduce<unknown>(memberOf, srf);
  return wire instanceof EventEmitter ? wire : undefined;
};

const memberOf = (owner: unknown, name: string): unknown =>
  (typeof owner === 'object' && owner !== null) || typeof owner === 'function'
    ? Reflect.get(owner, name)
    : undefined;
