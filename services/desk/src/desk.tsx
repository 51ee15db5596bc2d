// The desk: sign-in, or the frame with what is offered, talked to or waited for.
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Announcer } from './announcer';
import { CallerScreen } from './caller-screen';
import { commandsOf, type DeskCommands } from './desk-commands';
import { type Session } from './desk-client';
import { type DeskState, type DeskStore } from './desk-store';
import { focusOn, leaveField } from './focus';
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
  const { view, link, refusal } = state;
  const commands = commandsOf(store);
  const help = useHelp();
  const declining = useDeclining(view.offer?.offerId);
  useShortcuts(help.areKeysOn, (shortcut) => run(shortcut, { commands, help, declining }));
  useNews(state, commands);
  return (
    <div className="desk">
      <Header
        session={session}
        presence={view.presence}
        waiting={view.waiting}
        onPresence={commands.presence}
        onHelp={help.toggle}
        onSignOut={commands.signOut}
      />
      <Banner link={link} />
      {refusal ? <RefusalNote refusal={refusal} onDismiss={commands.dismiss} /> : null}
      {view.work || view.offer ? (
        <CallerScreen view={view} offsetMs={state.offsetMs} commands={commands} declining={declining} />
      ) : (
        <Idle presence={view.presence} notice={view.notice} onReady={() => commands.presence('ready')} />
      )}
      {help.isOpen ? <Help isOn={help.areKeysOn} onToggle={help.setKeys} onClose={help.close} /> : null}
      <Announcer view={view} />
    </div>
  );
};

const useHelp = () => {
  const [isOpen, setOpen] = useState(false);
  const [areKeysOn, setKeysOn] = useState(storedShortcuts);
  return {
    isOpen,
    areKeysOn,
    toggle: () => setOpen(!isOpen),
    close: () => setOpen(false),
    setKeys: (isOn: boolean) => {
      storeShortcuts(isOn);
      setKeysOn(isOn);
    },
  };
};

interface Keyed {
  readonly commands: DeskCommands;
  readonly help: ReturnType<typeof useHelp>;
  readonly declining: ReturnType<typeof useDeclining>;
}

const run = (shortcut: Shortcut, { commands, help, declining }: Keyed): void => {
  switch (shortcut) {
    case 'a':
      return commands.accept();
    case 'd':
      return declining.set(!declining.isOpen);
    case 'g':
      return commands.presence('ready');
    case 'r':
      return focusOn('.line.evidence');
    case 'w':
      return focusOn('#zone-4');
    case '?':
      return help.toggle();
    case 'Escape':
      leaveField();
      help.close();
      return declining.set(false);
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
      return focusOn(`#zone-${shortcut}`);
  }
};

/** What follows from an offer and from its acceptance beyond what is drawn. */
const useNews = ({ view: { offer, work } }: DeskState, commands: DeskCommands): void => {
  useEffect(() => {
    document.title = offer ? `● Offer: ${offer.reason.label}` : 'Trunkline desk';
    if (offer) commands.rendered(offer.offerId);
  }, [offer?.offerId]);
  // The button that had the focus is gone once the offer is taken.
  useEffect(() => {
    if (work) focusOn('#zone-1');
  }, [work?.offerId]);
};
