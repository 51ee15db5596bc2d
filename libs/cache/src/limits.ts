// How much is kept and how long is waited.

/** Of each memory adapter; the oldest goes first. */
export const ENTRIES_MAX = 50_000;
/** A group's members beyond this are not told. */
export const MEMBERS_MAX = 10_000;
/** Beyond this the server is passed by. With what the event loop adds, a call waits less than 50 ms. */
export const ANSWER_MS_MAX = 40;
/** After a failure the server is left alone for this long. */
export const PAUSE_MS = 1_000;
export const IN_FLIGHT_MAX = 2_000;
/** How long the opening waits for the first connection. */
export const CONNECT_MS_MAX = 1_000;
export const REFRESH_BATCH_MAX = 500;
/** A connection that owes an answer for so long is made anew. */
export const SILENT_MS_MAX = 2_000;
