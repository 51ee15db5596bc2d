// SIP through drachtio-srf: the same code over the embedded engine and over drachtio-server.
import Srf from 'drachtio-srf';
import { answerInDialog } from './in-dialog';
import {
  type DialOptions,
  type Dialed,
  type Invitation,
  type Leg,
  type LegEvents,
  type Telephony,
} from './telephony.port';

export interface DrachtioAddress {
  readonly host: string;
  readonly port: number;
  readonly secret: string;
}

type Request = Srf.SrfRequest;
type Response = Srf.SrfResponse;

/** `error` is told of what srf reports and nobody else hears. */
export const drachtioTelephony = (address: DrachtioAddress, error: (error: unknown) => void): Telephony => {
  const srf = new Srf();
  let invited: (invitation: Invitation) => void = () => undefined;
  let ping: () => 200 | 503 = () => 200;
  srf.invite((req, res) => invited(invitationOf(srf, req, res)));
  srf.on('error', error);
  // Methods that are asked for by name are all that reaches us: the engine refuses the others with 405.
  srf.use('options', (_req, res) => {
    const status = ping();
    res.send(status, status === 503 ? { headers: { 'Retry-After': '5' } } : {});
  });
  return {
    onInvitation: (listener) => {
      invited = listener;
    },
    onPing: (listener) => {
      ping = listener;
    },
    open: () => connected(srf, address),
    dial: (options) => dial(srf, options),
    close: async () => disconnect(srf),
  };
};

/** srf asserts that there is a connection to give up. */
const disconnect = (srf: Srf): void => {
  try {
    srf.disconnect();
  } catch {
    return; // it is gone already
  }
};

const connected = (srf: Srf, address: DrachtioAddress): Promise<void> =>
  new Promise((resolve, reject) => {
    srf.once('connect', (failure: Error | null) => (failure ? reject(failure) : resolve()));
    void srf.connect({ ...address });
  });

const invitationOf = (srf: Srf, req: Request, res: Response): Invitation => ({
  sipCallId: req.get('Call-ID'),
  fromTag: /;tag=([^;>\s]+)/i.exec(req.get('From'))?.[1] ?? '',
  from: req.callingNumber ?? '',
  to: req.calledNumber ?? '',
  sourceAddress: req.source_address,
  sdp: req.body ?? '',
  header: (name) => (req.has(name) ? req.get(name) : undefined),
  reject: (status, reason, headers = {}) =>
    res.send(status, { headers: { Reason: sipReason(reason), ...headers } }),
  answer: (sdp, events) => answer(srf, { req, res, sdp, events }),
  onCancel: (listener) => req.on('cancel', listener),
});

/** The callback form: with the promise, a BYE in the same segment as the ACK would be lost. */
const answer = (
  srf: Srf,
  { req, res, sdp, events }: { req: Request; res: Response; sdp: string; events: LegEvents },
): Promise<Leg> =>
  new Promise((resolve, reject) => {
    let isRefused = false;
    srf.createUAS(req, res, { localSdp: sdp }, (failure: unknown, dialog: Srf.Dialog) => {
      if (failure) {
        isRefused = true;
        reject(failure instanceof Error ? failure : new Error('the INVITE was not answered'));
        return;
      }
      const leg = legOf(dialog, events);
      resolve(leg);
      // A CANCEL and our 200 crossed: the dialog stands, and nobody waits for it any more.
      if (isRefused) void leg.hangUp('cancelled');
    });
  });

const dial = async (srf: Srf, options: DialOptions): Promise<Dialed> => {
  let request: Request | undefined;
  const cancel = (): void => request?.cancel(() => undefined);
  options.signal.addEventListener('abort', cancel, { once: true });
  try {
    const dialog = await srf.createUAC(
      options.uri,
      { localSdp: options.sdp, headers: { From: options.from, ...options.headers } },
      {
        cbRequest: (failureOrRequest: unknown, sent?: Request) => {
          request = sent ?? (failureOrRequest as Request);
          if (options.signal.aborted) cancel();
        },
        cbProvisional: () => options.onRinging(),
      },
    );
    return { kind: 'answered', leg: legOf(dialog, options.events) };
  } catch (failure) {
    return { kind: 'failed', status: statusOf(failure) };
  } finally {
    options.signal.removeEventListener('abort', cancel);
  }
};

const legOf = (dialog: Srf.Dialog, events: LegEvents): Leg => {
  let over = false;
  dialog.on('destroy', (message) => {
    if (!over) events.onEnded(endReason(message));
    over = true;
  });
  answerInDialog(dialog, events);
  return {
    remoteSdp: dialog.remote.sdp,
    hangUp: (reason) => {
      if (over) return Promise.resolve();
      over = true;
      return bye(dialog, reason);
    },
  };
};

/** The engine repeats a BYE for 32 s (RFC 3261 17.1.2.2); what the dialog held is given back sooner. */
const BYE_MS_MAX = 8_000;

const bye = (dialog: Srf.Dialog, reason: string): Promise<void> =>
  new Promise((resolve) => {
    const late = setTimeout(resolve, BYE_MS_MAX);
    const done = (): void => {
      clearTimeout(late);
      resolve();
    };
    try {
      dialog.destroy({ headers: { Reason: sipReason(reason) } }, done);
    } catch {
      done(); // the connection to the engine is gone, and the dialog with it
    }
  });

/** RFC 3326: why, for the other side's logs. */
const sipReason = (reason: string): string => `SIP;cause=200;text="${reason.replace(/[^\w .-]/g, '')}"`;

const endReason = (message: Srf.SrfRequest | undefined): string => {
  const reason = message?.has('Reason') ? message.get('Reason') : '';
  return /text="?ACK timeout/i.test(reason) ? 'ack-timeout' : 'hung-up';
};

const statusOf = (failure: unknown): number =>
  typeof failure === 'object' && failure !== null && 'status' in failure ? Number(failure.status) : 500;
