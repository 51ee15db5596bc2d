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

const invite = async (link: EngineLink, options: DialOptions): Promise<Dialed> => {
  let request: Srf.SrfRequest | undefined;
  const cancel = (): void => request?.cancel(() => undefined);
  options.signal.addEventListener('abort', cancel, { once: true });
  try {
    const dialog = await link.srf.createUAC(
      options.uri,
      { localSdp: options.sdp, headers: { From: options.from, ...options.headers } },
      {
        cbRequest: (failureOrRequest: unknown, sent?: Srf.SrfRequest) => {
          request = sent ?? (failureOrRequest as Srf.SrfRequest);
          if (options.signal.aborted) cancel();
        },
        cbProvisional: () => options.onRinging(),
      },
    );
    return { kind: 'answered', leg: legOf(link, dialog, options.events) };
  } catch (failure) {
    return { kind: 'failed', status: statusOf(failure) };
  } finally {
    options.signal.removeEventListener('abort', cancel);
  }
};

const statusOf = (failure: unknown): number =>
  typeof failure === 'object' && failure !== null && 'status' in failure ? Number(failure.status) : 500;
