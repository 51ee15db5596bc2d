// One caller on one screen: the bar, the dangers, the packet on the left, what to do and what was said on the right.
import { type DeskCaller, type DeskOffer, type DeskWork } from '@trunkline/domain/handoff/desk-view';
import { CallBar, OfferBar } from './offer-bar';
import { ActionsPanel, DangerStrip, FactsPanel, HeadlineCard } from './packet-panels';
import { NextStep, WrapUp, type WrapUpWords } from './side-panels';
import { Transcript } from './transcript';
import { useNow } from './use-now';

interface CallerScreenProps {
  readonly caller: DeskCaller;
  readonly offer: DeskOffer | undefined;
  readonly work: DeskWork | undefined;
  readonly offsetMs: number;
  readonly isDeclining: boolean;
  readonly onAccept: () => void;
  readonly onDeclining: (isDeclining: boolean) => void;
  readonly onDecline: (because: string) => void;
  readonly onSave: (handoffId: string, words: WrapUpWords) => void;
  readonly onExtend: (handoffId: string, until: number) => void;
}

const TICK_MS = 250;

export const CallerScreen = (props: CallerScreenProps) => {
  const { caller, offer, work, onSave, onExtend } = props;
  const nowMs = useNow(props.offsetMs, TICK_MS);
  return (
    <>
      {offer ? <OfferBar {...props} offer={offer} nowMs={nowMs} /> : null}
      {work ? <CallBar work={work} nowMs={nowMs} /> : null}
      <main className="caller-screen">
        <div className="column packet">
          <DangerStrip caller={caller} />
          <HeadlineCard caller={caller} nowMs={nowMs} />
          <FactsPanel caller={caller} nowMs={nowMs} />
          <ActionsPanel caller={caller} nowMs={nowMs} />
        </div>
        <div className="column side">
          {work?.phase === 'wrap-up' ? (
            <WrapUp
              key={work.offerId}
              work={work}
              nowMs={nowMs}
              onSave={(words) => onSave(work.handoffId, words)}
              onExtend={(until) => onExtend(work.handoffId, until)}
            />
          ) : (
            <NextStep caller={caller} />
          )}
          <Transcript caller={caller} isLive={work?.phase !== 'wrap-up' && work?.phase !== 'bridged'} />
        </div>
      </main>
    </>
  );
};
