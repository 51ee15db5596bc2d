// One SIP dialog of srf as a leg: it ends by BYE from either side, or with the connection to its engine.
import type Srf from 'drachtio-srf';
import { type EngineLink } from './engine-link';
import { answerInDialog } from './in-dialog';
import { type DialogName, type Leg, type LegEvents } from './telephony.port';

/** The engine repeats a BYE for 32 s (RFC 3261 17.1.2.2); what the dialog held is given back sooner. */
const BYE_MS_MAX = 8_000;

export const legOf = (link: EngineLink, dialog: Srf.Dialog, events: LegEvents): Leg => {
  let over = false;
  const end = (reason: string): void => {
    if (over) return;
    over = true;
    forget();
    events.onEnded(reason);
  };
  const mayEnd = confirmed(dialog);
  const forget = link.onLost(() => {
    link.orphan(nameOf(dialog));
    queueMicrotask(() => end('engine-lost'));
  });
  dialog.on('destroy', (message) => end(endReason(message)));
  answerInDialog(dialog, events);
  return {
    remoteSdp: dialog.remote.sdp,
    hangUp: async (reason) => {
      if (over) return;
      over = true;
      forget();
      await mayEnd;
      await bye(link, dialog, reason);
    },
  };
};

const nameOf = ({ sip, type }: Srf.Dialog): DialogName => ({
  sipCallId: sip.callId,
  callerTag: type === 'uas' ? sip.remoteTag : sip.localTag,
});

/** A caller that has not confirmed our 200 for so long is told that it is over all the same. */
const ACK_MS_MAX = 4_000;

/** Who was called sends no BYE before the ACK has come (RFC 3261 15). */
const confirmed = (dialog: Srf.Dialog): Promise<void> | undefined => {
  if (dialog.type !== 'uas') return undefined;
  return new Promise((resolve) => {
    const late = setTimeout(resolve, ACK_MS_MAX);
    late.unref();
    dialog.once('ack', () => {
      clearTimeout(late);
      resolve();
    });
  });
};

/** RFC 3326: why, for the other side's logs. `cause` is a status code: of a refusal its own. */
export const sipReason = (reason: string, cause = 200): string =>
  `SIP;cause=${cause};text="${reason.replace(/[^\w .-]/g, '')}"`;

const bye = (link: EngineLink, dialog: Srf.Dialog, reason: string): Promise<void> =>
  new Promise((resolve) => {
    if (!link.isUp) return resolve();
    const late = setTimeout(() => done(), BYE_MS_MAX);
    const forget = link.onLost(() => done());
    const done = (): void => {
      clearTimeout(late);
      forget();
      resolve();
    };
    try {
      dialog.destroy({ headers: { Reason: sipReason(reason) } }, done);
    } catch {
      done(); // the connection to the engine is gone, and the dialog with it
    }
  });

const endReason = (message: Srf.SrfRequest | undefined): string => {
  const reason = message?.has('Reason') ? message.get('Reason') : '';
  return /text="?ACK timeout/i.test(reason) ? 'ack-timeout' : 'hung-up';
};
