// What a screen reader says by itself: an offer at once and only once, everything else when there is a pause.
import { type DeskView } from '@trunkline/domain/handoff/desk-view';
import { noticeText, phaseText, severityText } from './wording';

export const Announcer = ({ view }: { readonly view: DeskView }) => (
  <div className="announcer">
    <p role="alert">{view.offer && !view.work ? offerText(view.offer) : ''}</p>
    <p role="status">{statusText(view)}</p>
  </div>
);

const offerText = ({ reason, packet, queueLabel }: NonNullable<DeskView['offer']>): string =>
  `Offer, ${severityText[reason.severity]}: ${reason.label}. ${packet.headline.want}. ${packet.headline.done}. ` +
  `Queue ${queueLabel}. Press A to accept.`;

const statusText = ({ work, notice }: DeskView): string => {
  if (work) return phaseText[work.phase];
  return notice ? noticeText(notice) : '';
};
