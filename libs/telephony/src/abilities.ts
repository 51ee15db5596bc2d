// What we say of ourselves: methods, bodies and extensions (RFC 3261 11.2, 13.3.1.4).

/** What we take inside a dialog (RFC 3261 20.5). */
export const ALLOW = 'INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE';

/** The option tags that a peer may require of us; both are the engine's work. */
export const SUPPORTED: readonly string[] = ['100rel', 'timer'];

/** For every 2xx of an INVITE, and for those who ask what we can do. */
export const ABILITIES: Readonly<Record<string, string>> = {
  Allow: ALLOW,
  Accept: 'application/sdp',
  Supported: SUPPORTED.join(', '),
};
