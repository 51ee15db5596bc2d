// What a human agent can do at the desk, whether by button or by key.
import { deskClient } from './desk-client';
import { type DeskStore } from './desk-store';
import { type WrapUpWords } from './side-panels';

export const commandsOf = (store: DeskStore) => {
  const { offer, work } = store.current().view;
  return {
    presence: (to: 'ready' | 'away'): void => void store.command(deskClient.presence(to)),
    accept: (): void => void (offer && store.command(deskClient.accept(offer.offerId))),
    decline: (because: string): void =>
      void (offer && store.command(deskClient.decline(offer.offerId, because))),
    /** Says that the packet is on the screen; nobody waits for the answer. */
    rendered: (offerId: string): void => void deskClient.rendered(offerId),
    save: (words: WrapUpWords): void =>
      void (work && store.command(deskClient.wrapUp(work.handoffId, words))),
    extend: (until: number): void => void (work && store.command(deskClient.extend(work.handoffId, until))),
    dismiss: (): void => store.dismissRefusal(),
    signOut: (): void => void store.signOut(),
  };
};

export type DeskCommands = ReturnType<typeof commandsOf>;
