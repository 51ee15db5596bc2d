// An INVITE of srf as an invitation: answered, refused or cancelled once, or lost with the connection to its engine.
import type Srf from 'drachtio-srf';
import { ABILITIES } from './abilities';
import { contentOf } from './content';
import { legOf, sipReason } from './drachtio-leg';
import { type EngineLink } from './engine-link';
import { type Invitation, type Leg, type LegEvents } from './telephony.port';

export const invitationOf = (link: EngineLink, req: Srf.SrfRequest, res: Srf.SrfResponse): Invitation => {
  const header = (name: string): string | undefined => (req.has(name) ? req.get(name) : undefined);
  const content = contentOf({ body: req.body, header });
  return {
    sipCallId: req.get('Call-ID'),
    fromTag: /;tag=([^;>\s]+)/i.exec(req.get('From'))?.[1] ?? '',
    from: req.callingNumber ?? '',
    to: req.calledNumber ?? '',
    sourceAddress: req.source_address,
    sdp: content.kind === 'sdp' ? content.sdp : '',
    ...(content.kind === 'unreadable' ? { unreadable: content.headers } : {}),
    header,
    reject: (status, reason, headers = {}) =>
      res.send(status, { headers: { Reason: sipReason(reason, status), ...inLines(headers) } }),
    answer: (sdp, events) => answer({ link, req, res }, sdp, events),
    onCancel: (listener) => req.on('cancel', listener),
  };
};

/** srf joins several values by commas, which challenges may not be (RFC 3261 7.3.1): each goes in a line of its own. */
const inLines = (headers: Readonly<Record<string, string | readonly string[]>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat().join(`\r\n${name}: `)]),
  );

interface Invited {
  readonly link: EngineLink;
  readonly req: Srf.SrfRequest;
  readonly res: Srf.SrfResponse;
}

/** The callback form: with the promise, a BYE in the same segment as the ACK would be lost. */
const answer = ({ link, req, res }: Invited, sdp: string, events: LegEvents): Promise<Leg> =>
  new Promise((resolve, reject) => {
    if (!link.isUp) return reject(new Error('the SIP engine is gone'));
    let isRefused = false;
    const refuse = (failure: unknown): void => {
      forget();
      isRefused = true;
      reject(failure instanceof Error ? failure : new Error('the INVITE was not answered'));
    };
    const forget = link.onLost(() => refuse(new Error('the SIP engine is gone')));
    link.srf.createUAS(
      req,
      res,
      { localSdp: sdp, headers: { ...ABILITIES } },
      (failure: unknown, dialog: Srf.Dialog) => {
        if (failure) return refuse(failure);
        forget();
        const leg = legOf(link, dialog, events);
        resolve(leg);
        // A CANCEL and our 200 crossed: the dialog stands, and nobody waits for it any more.
        if (isRefused) void leg.hangUp('cancelled');
      },
    );
  });
