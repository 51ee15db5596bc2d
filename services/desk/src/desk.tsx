// The desk: sign-in, or the frame with what is offered, talked to or waited for.
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { Announcer } from './announcer';
import { CallerScreen } from './caller-screen';
import { deskClient, type Session } from './desk-client';
import { type DeskState, type DeskStore } from './desk-store';
import { Banner, Header, Help, Idle, RefusalNote } from './frame';
import { useDeclining } from './offer-bar';
import { storedShortcuts, storeShortcuts, useShortcuts, type Shortcut } from './shortcuts';
import { SignIn } from './sign-in';

export const Desk = ({ store }: { readonly store: DeskStore }) => {
  const state = useSyncExternalStore(store.subscribe, store.current);
  useEffect(() => {
    void store.start();
    return () => store.stop();
  }, [store]);
  const { session } = state;
  if (session === 'unknown') return <main className="idle" aria-busy="true" />;
  if (session === 'nobody') return <SignIn onSignedIn={(signedIn) => store.signedIn(signedIn)} />;
  return <SignedIn store={store} state={state} session={session} />;
};

interface SignedInProps {
  readonly store: DeskStore;
  readonly state: DeskState;
  readonly session: Session;
}

const SignedIn = ({ store, state, session }: SignedInProps) => {
  const { view, link, offsetMs, refusal } = state;
  const { offer, work, presence } = view;
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [areKeysOn, setKeysOn] = useState(storedShortcuts);
  const [isDeclining, setDeclining] = useDeclining(offer?.offerId);
  const offerId = offer?.offerId;
  const setPresence = (to: 'ready' | 'away'): void => void store.command(deskClient.presence(to));
  const accept = (): void => {
    if (offerId !== undefined) void store.command(deskClient.accept(offerId));
  };
  const decline = (because: string): void => {
    if (offerId !== undefined) void store.command(deskClient.decline(offerId, because));
  };
  const run = useCallback(
    (shortcut: Shortcut): void => {
      const commands: Partial<Record<Shortcut, () => void>> = {
        a: accept,
        d: () => setDeclining(!isDeclining),
        g: () => setPresence('ready'),
        r: () => focusOn('.line.evidence'),
        w: () => focusOn('#zone-4'),
        '?': () => setHelpOpen(!isHelpOpen),
        Escape: () => leave(() => [setHelpOpen(false), setDeclining(false)]),
      };
      const command = commands[shortcut];
      if (command) command();
      else focusOn(`#zone-${shortcut}`);
    },
    [offerId, isDeclining, isHelpOpen],
  );
  useShortcuts(areKeysOn, run);
  useEffect(() => {
    document.title = offer ? `● Offer: ${offer.reason.label}` : 'Trunkline desk';
    if (offerId !== undefined) void deskClient.rendered(offerId);
  }, [offerId]);
  // The button that had the focus is gone once the offer is taken.
  useEffect(() => {
    if (work !== undefined) focusOn('#zone-1');
  }, [work?.offerId]);
  const toggleKeys = (isOn: boolean): void => {
    storeShortcuts(isOn);
    setKeysOn(isOn);
  };
  const caller = work ?? offer;
  return (
    <div className="desk">
      <Header
        session={session}
        presence={presence}
        waiting={view.waiting}
        onPresence={setPresence}
        onHelp={() => setHelpOpen(!isHelpOpen)}
        onSignOut={() => void store.signOut()}
      />
      <Banner link={link} />
      {refusal ? <RefusalNote refusal={refusal} onDismiss={() => store.dismissRefusal()} /> : null}
      {caller ? (
        <CallerScreen
          caller={caller}
          offer={work ? undefined : offer}
          work={work}
          offsetMs={offsetMs}
          isDeclining={isDeclining}
          onAccept={accept}
          onDeclining={setDeclining}
          onDecline={decline}
          onSave={(handoffId, words) => void store.command(deskClient.wrapUp(handoffId, words))}
          onExtend={(handoffId, until) => void store.command(deskClient.extend(handoffId, until))}
        />
      ) : (
        <Idle presence={presence} notice={view.notice} onReady={() => setPresence('ready')} />
      )}
      {isHelpOpen ? <Help isOn={areKeysOn} onToggle={toggleKeys} onClose={() => setHelpOpen(false)} /> : null}
      <Announcer view={view} />
    </div>
  );
};

const focusOn = (selector: string): void => {
  const target = document.querySelector<HTMLElement>(selector);
  target?.focus();
  target?.scrollIntoView({ block: 'nearest' });
};

const leave = (close: () => unknown): void => {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  close();
};
