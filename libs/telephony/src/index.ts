// SIP as an application needs it: invitations in, dialogs out, through drachtio-srf whatever engine is below.
export * from './abilities';
export { acceptsSdp } from './content';
export * from './drachtio-telephony';
export * from './telephony.port';
