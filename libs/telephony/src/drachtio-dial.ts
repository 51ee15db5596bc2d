// An INVITE of ours through srf: it ends answered, refused, cancelled, or lost with the connection to the engine.
import type Srf from 'drachtio-srf';
import { legOf } from './drachtio-leg';
import { type EngineLink } from './engine-link';
import { type Dialed, type DialOptions } from './telephony.port';

/** RFC 3261 21.5.4: nobody can be asked at the moment. */
const UNAVAILABLE: Dialed = { kind: 'failed', status: 503 };

export const dial = async (link: EngineLink, options: DialOptions): Promise<Dialed> => {
  let forget: () => void = () => undefined;
  const lost = new Promise<Dialed>((resolve) => {
    forget = link.onLost(() => resolve(UNAVAILABLE));
  });
  try {
    return await Promise.race([invite(link, options), lost]);
  } finally {
    forget();
  }
};

/** The callback form: with the promise, a BYE in the same segment as the 200 would be lost. */
const invite = (link: EngineLink, options: DialOptions): Promise<Dialed> => {
  let request: Srf.SrfRequest | undefined;
  const cancel = (): void => request?.cancel(() => undefined);
  options.signal.addEventListener('abort', cancel, { once: true });
  const progress = {
    cbRequest: (failureOrRequest: unknown, sent?: Srf.SrfRequest) => {
      request = sent ?? (failureOrRequest as Srf.SrfRequest);
      if (options.signal.aborted) cancel();
    },
    cbProvisional: () => options.onRinging(),
  };
  const terms = { localSdp: options.sdp, headers: { From: options.from, ...options.headers } };
  return new Promise<Dialed>((resolve) => {
    const done = (failure: unknown, dialog: Srf.Dialog): void =>
      resolve(
        failure
          ? { kind: 'failed', status: statusOf(failure) }
          : { kind: 'answered', leg: legOf(link, dialog, options.events) },
      );
    link.srf.createUAC(options.uri, terms, progress, done);
  }).finally(() => options.signal.removeEventListener('abort', cancel));
};

const statusOf = (failure: unknown): number =>
  typeof failure === 'object' && failure !== null && 'status' in failure ? Number(failure.status) : 500;
