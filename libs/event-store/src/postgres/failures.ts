// Which failures of a database mean "not now" and which mean "never".
import { StoreUnavailable } from '@trunkline/event-sourcing';
import { DatabaseError } from 'pg';

/**
 * SQLSTATE classes and codes after which the identical statement may succeed: connection, resources, shutdown,
 * serialisation, deadlock, lock and statement timeouts. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const PASSING = /^(08...|53...|57...|58...|25P03|25006|40001|40P01|55P03)$/;

/** Without SQLSTATE there was no answer: the connection was refused, cut or too slow. */
export const isUnavailable = (error: unknown): boolean =>
  !(error instanceof DatabaseError) || error.code === undefined || PASSING.test(error.code);

const LOCK_NOT_AVAILABLE = '55P03';

/** Somebody else held a lock for longer than the statement would wait. */
export const isLockWait = (error: unknown): boolean =>
  error instanceof Error && error.cause instanceof DatabaseError && error.cause.code === LOCK_NOT_AVAILABLE;

/** Rejects with StoreUnavailable in place of what may pass. */
export const translated = async <T>(operation: () => Promise<T>): Promise<T> => {
  try {
    return await operation();
  } catch (error) {
    if (error instanceof StoreUnavailable || !isUnavailable(error)) throw error;
    throw new StoreUnavailable(reasonOf(error), { cause: error });
  }
};

/** The pool's own words for two different waits are the same, and name neither. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'no answer';
  return error.message.includes('timeout exceeded when trying to connect')
    ? 'no connection to the record became free or came about in time'
    : error.message;
};
