// Maintenance waits for a table's lock so briefly that nobody notices: whoever comes after it waits behind it.

/** A long reader (a dump) holds the tables; a detach that waited seconds for it would make every append wait as long. */
export const SHORT_WAITS = `
alter function es_expire(integer) set lock_timeout = '300ms';
alter function es_erase_call(text, text) set lock_timeout = '300ms';
`;
