// The methods that have a name in an RFC: others are answered with 501.
const methods = new Set([
  'INVITE',
  'ACK',
  'CANCEL',
  'OPTIONS',
  'REGISTER',
  'MESSAGE',
  'SUBSCRIBE',
  'NOTIFY',
  'REFER',
  'PUBLISH',
  'INFO',
  'UPDATE',
  'PRACK',
  'BYE',
]);

export const isKnownMethod = (method: string): boolean => methods.has(method);
