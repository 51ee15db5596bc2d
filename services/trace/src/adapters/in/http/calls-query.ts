// The query of the list of calls: how many, of whom, and from where on.
import { type CallPosition, type CallQuery } from '../../../ports/call-table.port';
import { refuse } from './trace-problem';

export const LIMIT = 50;
export const LIMIT_MAX = 500;

/** Refuses what cannot be read. */
export const queryOf = (given: Readonly<Record<string, unknown>>): CallQuery => {
  const before = text(given, 'before');
  const tenantId = text(given, 'tenant');
  return {
    limit: limitOf(text(given, 'limit')),
    ...(before === undefined ? {} : { before: positionOf(before) }),
    ...(tenantId === undefined ? {} : { tenantId }),
  };
};

/** What `before` takes to go on behind this row. */
export const positionText = ({ startedAt, callId }: CallPosition): string => `${startedAt}.${callId}`;

const positionOf = (given: string): CallPosition => {
  const [, startedAt, callId] = /^(\d{1,15})\.(.{1,128})$/.exec(given) ?? [];
  if (startedAt === undefined || callId === undefined) {
    return refuse({ kind: 'bad-request', field: 'before', expected: 'the `next` of the page before' });
  }
  return { startedAt: Number(startedAt), callId };
};

const limitOf = (given: string | undefined): number => {
  if (given === undefined) return LIMIT;
  const limit = Number(given);
  if (Number.isInteger(limit) && limit >= 1 && limit <= LIMIT_MAX) return limit;
  return refuse({ kind: 'bad-request', field: 'limit', expected: `an integer in 1..${LIMIT_MAX}` });
};

const text = (given: Readonly<Record<string, unknown>>, field: string): string | undefined => {
  const value = given[field];
  if (value === undefined || typeof value === 'string') return value;
  return refuse({ kind: 'bad-request', field, expected: 'one value' });
};
