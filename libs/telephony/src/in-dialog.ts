// What a peer may ask for inside a dialog, and what it is told: srf says 200 to whatever nobody listens for.
import { type EventEmitter } from 'node:events';
import type Srf from 'drachtio-srf';
import { ABILITIES, ALLOW } from './abilities';
import { acceptsSdp, type Content, contentOf, isEmpty, mediaTypeOf } from './content';
import { type LegEvents } from './telephony.port';

type Request = Srf.SrfRequest;
type Response = Srf.SrfResponse;

const DIGIT_TYPES = ['application/dtmf-relay', 'application/dtmf'];

export const answerInDialog = (dialog: Srf.Dialog, events: LegEvents): void => {
  /** The INVITE whose ACK brings an answer; the ACK of the one before may still be on its way. */
  let offeredIn = isWithoutOffer(dialog) ? sequenceOf(dialog.req) : undefined;
  dialog.on('modify', (req, res) => {
    const content = contentIn(req);
    if (negotiate(dialog, { req, res, events, content }) && content.kind === 'none')
      offeredIn = sequenceOf(req);
  });
  dialog.on('update', (req: Request, res: Response) => {
    const content = contentIn(req);
    // Without SDP it refreshes the session and no more (RFC 3311, RFC 4028).
    if (content.kind === 'none') res.send(200, { headers: { Contact: contactOf(dialog) } });
    else negotiate(dialog, { req, res, events, content });
  });
  dialog.on('ack', (req: Request) => {
    if (offeredIn === undefined || sequenceOf(req) !== offeredIn) return;
    offeredIn = undefined;
    events.onAnswer?.(sdpIn(contentIn(req)));
  });
  dialog.on('info', (req, res) => takeInfo({ req, res, events }));
  // A transfer of our line by its peer is nothing we do: the hand-off is ours to make (RFC 3515 2.4.2).
  dialog.on('refer', (_req, res) => res.send(603, {}));
  dialog.on('notify', (_req, res) => res.send(481, {}));
  dialog.on('message', (_req, res) => res.send(405, { headers: { Allow: ALLOW } }));
  const further: EventEmitter = dialog;
  further.on('publish', (_req: Request, res: Response) => res.send(405, { headers: { Allow: ALLOW } }));
  further.on('options', (_req: Request, res: Response) => res.send(200, { headers: { ...ABILITIES } }));
};

/** Of an INVITE of the peer's what counts is its body: one that need not be understood is in srf's SDP all the same. */
const isWithoutOffer = ({ type, req, remote }: Srf.Dialog): boolean =>
  type === 'uas' ? contentIn(req).kind !== 'sdp' : isEmpty(remote.sdp);

const contentIn = (req: Request): Content =>
  contentOf({ body: req.body, header: (name) => (req.has(name) ? req.get(name) : undefined) });

const sdpIn = (content: Content): string => (content.kind === 'sdp' ? content.sdp : '');

interface Asked {
  readonly req: Request;
  readonly res: Response;
  readonly events: LegEvents;
}

/** False when it was refused. */
const negotiate = (
  dialog: Srf.Dialog,
  { req, res, events, content }: Asked & { readonly content: Content },
): boolean => {
  const refuse = (status: number, headers: Readonly<Record<string, string>> = {}): false => {
    res.send(status, { headers: { ...headers } });
    return false;
  };
  if (content.kind === 'unreadable') return refuse(415, content.headers);
  if (req.has('Accept') && !acceptsSdp(req.get('Accept'))) return refuse(406);
  const sdp = events.onOffer(sdpIn(content));
  if (sdp === undefined) return refuse(488);
  res.send(200, { body: sdp, headers: { Contact: contactOf(dialog), 'Content-Type': 'application/sdp' } });
  return true;
};

const takeInfo = ({ req, res, events }: Asked): void => {
  if (isEmpty(req.body)) return void res.send(200, {});
  if (!DIGIT_TYPES.includes(mediaTypeOf(req.get('Content-Type'))))
    return void res.send(415, { headers: { Accept: DIGIT_TYPES.join(', ') } });
  const digit = digitOf(req.body);
  if (digit) events.onInfoDigit(digit);
  res.send(200, {});
};

/** `Signal=5` of dtmf-relay, or the key alone. */
export const digitOf = (body: string): string | undefined =>
  /^\s*(?:Signal\s*=\s*)?([0-9*#A-D])\s*$/im.exec(body)?.[1]?.toUpperCase();

const sequenceOf = (req: Request): string => req.get('CSeq').split(' ')[0] ?? '';

/** srf keeps our Contact on the dialog's local side; its types do not say so. */
const contactOf = (dialog: Srf.Dialog): string => {
  const local: { uri: string; contact?: string } = dialog.local;
  return local.contact ?? `<${local.uri}>`;
};
