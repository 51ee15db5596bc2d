// What a peer may ask for inside a dialog, and what it is told: srf says 200 to whatever nobody listens for.
import { type EventEmitter } from 'node:events';
import type Srf from 'drachtio-srf';
import { type LegEvents } from './telephony.port';

type Request = Srf.SrfRequest;
type Response = Srf.SrfResponse;

/** What we take inside a dialog (RFC 3261 20.5). */
const ALLOW = 'INVITE, ACK, BYE, CANCEL, OPTIONS, INFO, UPDATE';
const DIGIT_TYPES = ['application/dtmf-relay', 'application/dtmf'];

export const answerInDialog = (dialog: Srf.Dialog, events: LegEvents): void => {
  /** The INVITE whose ACK brings an answer; the ACK of the one before may still be on its way. */
  let offeredIn = isEmpty(dialog.remote.sdp) ? sequenceOf(dialog.req) : undefined;
  dialog.on('modify', (req, res) => {
    const isWithoutOffer = isEmpty(req.body);
    if (negotiate(dialog, { req, res, events }) && isWithoutOffer) offeredIn = sequenceOf(req);
  });
  dialog.on('update', (req: Request, res: Response) => {
    // Without SDP it refreshes the session and no more (RFC 3311, RFC 4028).
    if (isEmpty(req.body)) res.send(200, { headers: { Contact: contactOf(dialog) } });
    else negotiate(dialog, { req, res, events });
  });
  dialog.on('ack', (req: Request) => {
    if (offeredIn === undefined || sequenceOf(req) !== offeredIn) return;
    offeredIn = undefined;
    events.onAnswer?.(req.body ?? '');
  });
  dialog.on('info', (req, res) => takeInfo({ req, res, events }));
  // A transfer of our line by its peer is nothing we do: the hand-off is ours to make (RFC 3515 2.4.2).
  dialog.on('refer', (_req, res) => res.send(603, {}));
  dialog.on('notify', (_req, res) => res.send(481, {}));
  dialog.on('message', (_req, res) => res.send(405, { headers: { Allow: ALLOW } }));
  const further: EventEmitter = dialog;
  further.on('publish', (_req: Request, res: Response) => res.send(405, { headers: { Allow: ALLOW } }));
  further.on('options', (_req: Request, res: Response) =>
    res.send(200, { headers: { Allow: ALLOW, Accept: 'application/sdp' } }),
  );
};

interface Asked {
  readonly req: Request;
  readonly res: Response;
  readonly events: LegEvents;
}

/** False when it was refused. */
const negotiate = (dialog: Srf.Dialog, { req, res, events }: Asked): boolean => {
  const sdp = events.onOffer(req.body ?? '');
  if (sdp === undefined) res.send(488, {});
  else
    res.send(200, { body: sdp, headers: { Contact: contactOf(dialog), 'Content-Type': 'application/sdp' } });
  return sdp !== undefined;
};

const takeInfo = ({ req, res, events }: Asked): void => {
  if (isEmpty(req.body)) return void res.send(200, {});
  const type = (req.get('Content-Type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!DIGIT_TYPES.includes(type)) return void res.send(415, { headers: { Accept: DIGIT_TYPES.join(', ') } });
  const digit = digitOf(req.body);
  if (digit) events.onInfoDigit(digit);
  res.send(200, {});
};

/** `Signal=5` of dtmf-relay, or the key alone. */
export const digitOf = (body: string): string | undefined =>
  /^\s*(?:Signal\s*=\s*)?([0-9*#A-D])\s*$/im.exec(body)?.[1]?.toUpperCase();

const sequenceOf = (req: Request): string => req.get('CSeq').split(' ')[0] ?? '';

const isEmpty = (body: string | undefined): boolean => (body ?? '').trim() === '';

/** srf keeps our Contact on the dialog's local side; its types do not say so. */
const contactOf = (dialog: Srf.Dialog): string => {
  const local: { uri: string; contact?: string } = dialog.local;
  return local.contact ?? `<${local.uri}>`;
};
