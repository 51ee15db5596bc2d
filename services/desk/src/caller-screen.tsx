// One caller on one screen: the bar, the dangers, the packet on the left, what to do and what was said on the right.
import { type DeskView } from '@trunkline/domain/handoff/desk-view';
import { type DeskCommands } from './desk-commands';
import { CallBar, OfferBar, type Declining } from './offer-bar';
import { ActionsPanel, DangerStrip, FactsPanel, HeadlineCard } from './packet-panels';
import { NextStep, WrapUp } from './side-panels';
import { Transcript } from './transcript';
import { useNow } from './use-now';

interface CallerScreenProps {
  readonly view: DeskView;
  readonly offsetMs: number;
  readonly commands: DeskCommands;
  readonly declining: Declining;
}

const TICK_MS = 250;

export const CallerScreen = ({ view: { offer, work }, offsetMs, commands, declining }: CallerScreenProps) => {
  const nowMs = useNow(offsetMs, TICK_MS);
  const caller = work ?? offer;
  if (!caller) return null;
  return (
    <>
      {work ? (
        <CallBar work={work} nowMs={nowMs} />
      ) : offer ? (
        <OfferBar offer={offer} nowMs={nowMs} commands={commands} declining={declining} />
      ) : null}
      <main className="caller-screen">
        <div className="column packet">
          <DangerStrip caller={caller} />
          <HeadlineCard caller={caller} nowMs={nowMs} />
          <FactsPanel caller={caller} nowMs={nowMs} />
          <ActionsPanel caller={caller} nowMs={nowMs} />
        </div>
        <div className="column side">
          {work?.phase === 'wrap-up' ? (
            <WrapUp key={work.offerId} work={work} nowMs={nowMs} commands={commands} />
          ) : (
            <NextStep caller={caller} />
          )}
          <Transcript caller={caller} isLive={work?.phase !== 'wrap-up' && work?.phase !== 'bridged'} />
        </div>
      </main>
    </>
  );
};
