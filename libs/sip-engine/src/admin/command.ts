// What an application can ask: the first line of a frame as a typed command. Pure.
export type AdminCommand =
  | {
      readonly kind: 'authenticate';
      readonly id: string;
      readonly secret: string;
      readonly tags: readonly string[];
    }
  | { readonly kind: 'route' | 'remove-route'; readonly id: string; readonly verb: string }
  | { readonly kind: 'ping'; readonly id: string }
  | {
      readonly kind: 'sip';
      readonly id: string;
      readonly transactionId: string;
      readonly dialogId: string;
      /** Where to send the request instead of its Request-URI. */
      readonly routeUrl: string;
      readonly message: Buffer;
    }
  | { readonly kind: 'proxy'; readonly id: string }
  | { readonly kind: 'unknown'; readonly id: string }
  | { readonly kind: 'invalid'; readonly id: string };

export const parseCommand = (head: string, message: Buffer | undefined): AdminCommand => {
  const [id = '', type, first = '', second = '', third = ''] = head.split('|');
  switch (type) {
    case undefined:
      return { kind: 'invalid', id };
    case 'authenticate':
      return { kind: 'authenticate', id, secret: first, tags: second.split(',').filter((tag) => tag !== '') };
    case 'route':
      return { kind: 'route', id, verb: first.toLowerCase() };
    case 'remove_route':
      return { kind: 'remove-route', id, verb: first.toLowerCase() };
    case 'ping':
      return { kind: 'ping', id };
    case 'sip':
      return {
        kind: 'sip',
        id,
        transactionId: first,
        dialogId: second,
        routeUrl: third,
        message: message ?? Buffer.alloc(0),
      };
    case 'proxy':
      return { kind: 'proxy', id };
    default:
      return { kind: 'unknown', id };
  }
};
