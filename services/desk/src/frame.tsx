// The frame around the packet: who is at the desk, their presence, the stream's health, notices and help.
import { type DeskNotice, type Presence } from '@trunkline/domain/handoff/desk-view';
import { type Refusal, type Session } from './desk-client';
import { Icon } from './icon';
import { awayText, noticeText, presenceText } from './wording';

interface HeaderProps {
  readonly session: Session;
  readonly presence: Presence;
  readonly waiting: number;
  readonly onPresence: (to: 'ready' | 'away') => void;
  readonly onHelp: () => void;
  readonly onSignOut: () => void;
}

export const Header = ({ session, presence, waiting, onPresence, onHelp, onSignOut }: HeaderProps) => {
  const isWorking = presence.state === 'busy' || presence.state === 'wrap-up' || presence.state === 'offered';
  const wanted = presence.state === 'ready' || (isWorking && presence.next === 'ready') ? 'ready' : 'away';
  return (
    <header className="header">
      <h1 className="brand">
        <span className="brand-mark" aria-hidden="true" />
        Trunkline desk
      </h1>
      <span className="tenant">
        {session.tenantName} · {session.queues.join(', ')}
      </span>
      <span className="waiting">
        <b>{waiting}</b> waiting
      </span>
      <span className={`presence ${presence.state}`}>
        <span className="presence-dot" aria-hidden="true" />
        {presenceText(presence)}
      </span>
      <span className="switch" role="group" aria-label="Presence">
        <button type="button" aria-pressed={wanted === 'ready'} onClick={() => onPresence('ready')}>
          <Icon name="check" /> Ready
        </button>
        <button type="button" aria-pressed={wanted === 'away'} onClick={() => onPresence('away')}>
          <Icon name="moon" /> Away
        </button>
      </span>
      <span className="agent">
        <Icon name="person" />
        {session.agentName}
      </span>
      <button type="button" className="quiet" onClick={onHelp}>
        Keys <kbd>?</kbd>
      </button>
      <button type="button" className="quiet" onClick={onSignOut}>
        Sign out
      </button>
    </header>
  );
};

export const Banner = ({ link }: { readonly link: 'connecting' | 'live' | 'lost' }) =>
  link === 'lost' ? (
    <p className="banner" role="status">
      <Icon name="link" /> The live connection is lost; the desk is reconnecting. You can still accept and
      decline.
    </p>
  ) : null;

export const RefusalNote = ({
  refusal,
  onDismiss,
}: {
  readonly refusal: Refusal;
  readonly onDismiss: () => void;
}) => (
  <p className="banner refusal" role="alert">
    <Icon name="care" />
    <span>
      <b>{refusal.message}</b> {refusal.mend}
    </span>
    <button type="button" className="quiet" onClick={onDismiss}>
      Close
    </button>
  </p>
);

interface IdleProps {
  readonly presence: Presence;
  readonly notice: DeskNotice | undefined;
  readonly onReady: () => void;
}

export const Idle = ({ presence, notice, onReady }: IdleProps) => {
  const isReady = presence.state === 'ready';
  return (
    <main className="idle">
      {notice ? (
        <p className={`notice ${notice.kind}`}>
          <Icon name={notice.kind === 'completed' ? 'check' : 'care'} />
          {noticeText(notice)}
        </p>
      ) : null}
      <span className={`idle-mark ${presence.state}`}>
        <Icon name={isReady ? 'phone' : 'moon'} />
      </span>
      <h2>
        {isReady ? 'Ready for the next caller' : (awayText[presence.because ?? 'chosen'] ?? 'You are away.')}
      </h2>
      <p className="idle-text">
        {isReady
          ? 'When a caller is handed over, everything you need appears here before your phone rings.'
          : 'Callers are not offered to you until you are ready.'}
      </p>
      {isReady ? null : (
        <button type="button" className="primary" onClick={onReady}>
          Be ready <kbd>G</kbd>
        </button>
      )}
    </main>
  );
};

const KEYS = [
  ['A', 'Accept the offer'],
  ['D', 'Decline the offer'],
  ['G', 'Be ready'],
  ['1 – 5', 'Go to a zone of the page'],
  ['R', 'Go to what led to the hand-off'],
  ['W', 'Go to the wrap-up'],
  ['?', 'This list'],
  ['Esc', 'Close, or leave a field'],
] as const;

interface HelpProps {
  readonly isOn: boolean;
  readonly onToggle: (isOn: boolean) => void;
  readonly onClose: () => void;
}

export const Help = ({ isOn, onToggle, onClose }: HelpProps) => (
  <div className="help" role="dialog" aria-modal="false" aria-labelledby="help-title">
    <h2 id="help-title">Keys</h2>
    <dl>
      {KEYS.map(([key, text]) => (
        <div key={key}>
          <dt>
            <kbd>{key}</kbd>
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
    <label className="tick">
      <input type="checkbox" checked={isOn} onChange={(event) => onToggle(event.target.checked)} />
      Single keys are on
    </label>
    <button type="button" onClick={onClose}>
      Close
    </button>
  </div>
);
