// The bar above the packet: the offer with its countdown, or the call with its state.
import { useEffect, useRef, useState } from 'react';
import { type DeskCaller, type DeskOffer, type DeskWork } from '@trunkline/domain/handoff/desk-view';
import { type DeskCommands } from './desk-commands';
import { Icon } from './icon';
import { clockText, phaseText, secondsLeft, severityText } from './wording';

const DECLINE_REASONS = [
  ['need-a-moment', 'I need a moment'],
  ['not-my-skill', 'Not my skill'],
  ['technical', 'Technical problem'],
  ['other', 'Other'],
] as const;

export const ReasonChip = ({ caller }: { readonly caller: DeskCaller }) => (
  <span className={`chip ${caller.reason.severity}`}>
    <Icon name={caller.reason.severity === 'p0' || caller.reason.severity === 'p1' ? 'care' : 'flag'} />
    <b>{severityText[caller.reason.severity]}</b>
    <span>{caller.reason.label}</span>
  </span>
);

interface OfferBarProps {
  readonly offer: DeskOffer;
  readonly nowMs: number;
  readonly commands: DeskCommands;
  readonly declining: Declining;
}

export const OfferBar = ({ offer, nowMs, commands, declining }: OfferBarProps) => (
  <section className="bar offer-bar" aria-label="Offer">
    <ReasonChip caller={offer} />
    <span className="bar-facts">
      <span>
        <small>Queue</small>
        {offer.queueLabel}
      </span>
      <span>
        <small>Waiting</small>
        <time>{clockText(nowMs - offer.openedAt)}</time>
      </span>
    </span>
    <Countdown offer={offer} nowMs={nowMs} />
    <span className="bar-buttons">
      <span className="decline">
        <button
          type="button"
          aria-expanded={declining.isOpen}
          onClick={() => declining.set(!declining.isOpen)}
        >
          Decline <kbd>D</kbd>
        </button>
        {declining.isOpen ? <DeclineMenu onDecline={commands.decline} /> : null}
      </span>
      <button type="button" className="primary" onClick={commands.accept}>
        <Icon name="phone" /> Accept <kbd>A</kbd>
      </button>
    </span>
  </section>
);

const DeclineMenu = ({ onDecline }: { readonly onDecline: (because: string) => void }) => {
  const first = useRef<HTMLButtonElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <div className="menu" role="group" aria-label="Why do you decline?">
      {DECLINE_REASONS.map(([because, text], index) => (
        <button
          key={because}
          type="button"
          ref={index === 0 ? first : null}
          onClick={() => onDecline(because)}
        >
          {text}
        </button>
      ))}
    </div>
  );
};

const Countdown = ({ offer, nowMs }: { readonly offer: DeskOffer; readonly nowMs: number }) => {
  const left = secondsLeft(offer.expiresAt, nowMs);
  const share = Math.max(0, Math.min(1, (offer.expiresAt - nowMs) / (offer.expiresAt - offer.offeredAt)));
  return (
    <span
      className={`countdown${left <= 5 ? ' short' : ''}`}
      role="timer"
      aria-label={`${left} seconds to answer`}
    >
      <svg viewBox="0 0 36 36" aria-hidden="true">
        <circle cx="18" cy="18" r="15" />
        <circle cx="18" cy="18" r="15" pathLength={1} strokeDasharray={`${share} 1`} className="left" />
      </svg>
      <span aria-hidden="true">{left}</span>
    </span>
  );
};

export const CallBar = ({ work, nowMs }: { readonly work: DeskWork; readonly nowMs: number }) => (
  <section className={`bar call-bar ${work.phase}`} aria-label="Call">
    <ReasonChip caller={work} />
    <span className="call-state">
      <Icon name={work.phase === 'wrap-up' ? 'check' : 'phone'} />
      <b>{work.phase === 'wrap-up' ? endText(work.cause) : phaseText[work.phase]}</b>
    </span>
    <span className="bar-facts">
      <span>
        <small>Queue</small>
        {work.queueLabel}
      </span>
      {work.phase === 'bridged' ? (
        <span>
          <small>Talking</small>
          <time>{clockText(nowMs - work.at)}</time>
        </span>
      ) : null}
      {work.wrapUpUntil === undefined ? null : (
        <span>
          <small>Wrap-up left</small>
          <time>{clockText(work.wrapUpUntil - nowMs)}</time>
        </span>
      )}
    </span>
  </section>
);

const endText = (cause: string | undefined): string => {
  if (cause === 'caller-left') return 'The caller has hung up';
  return cause === 'limit' ? 'The call reached its time limit' : 'The call has ended';
};

/** Whether the menu of reasons is open; it closes with the offer that it belongs to. */
export const useDeclining = (offerId: string | undefined) => {
  const [openFor, setOpenFor] = useState<string | undefined>();
  return {
    isOpen: offerId !== undefined && openFor === offerId,
    set: (isOpen: boolean) => setOpenFor(isOpen ? offerId : undefined),
  };
};

export type Declining = ReturnType<typeof useDeclining>;
