// Session timers as arithmetic: who refreshes, how often, and when silence means the end (RFC 4028). Pure.
import { parseParams } from '../message/params';

export interface SessionInterval {
  readonly seconds: number;
  readonly refresher: 'uac' | 'uas' | undefined;
}

/** Parses a Session-Expires value; undefined when malformed. */
export const parseSessionExpires = (value: string | undefined): SessionInterval | undefined => {
  const match = /^[ \t]*(\d{1,9})[ \t]*(;[\s\S]*)?$/.exec(value ?? '');
  const params = match && parseParams(match[2] ?? '');
  if (!match || !params) return undefined;
  const refresher = params.get('refresher')?.toLowerCase();
  return {
    seconds: Number(match[1]),
    refresher: refresher === 'uac' || refresher === 'uas' ? refresher : undefined,
  };
};

/** Half the interval (RFC 4028 10). */
export const refreshAfterMs = ({ seconds }: SessionInterval): number => (seconds * 1000) / 2;

/** Shortly before the interval ends: the smaller of 32 s and a third of it earlier (RFC 4028 10). */
export const expiresAfterMs = ({ seconds }: SessionInterval): number =>
  seconds * 1000 - Math.min(32_000, (seconds * 1000) / 3);
