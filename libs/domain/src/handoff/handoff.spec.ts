// Specs of the hand-off's decider: given what has happened, when told something, then what follows.
import { fold } from '@trunkline/event-sourcing';
import { type HandoffEvent, type HandoffTerms } from './events';
import { handoffDecider, takingOf } from './handoff';
import { type HandoffInput } from './inputs';

const TERMS: HandoffTerms = {
  freezeMsMax: 2_000,
  waitMsMax: 60_000,
  offerMsMax: 15_000,
  bridgeMsMax: 20_000,
  talkMsMax: 3_600_000,
  wrapUpMsMax: 60_000,
  offersMax: 3,
  bridgesMax: 2,
};
const request = {
  handoffId: 'handoff-1',
  callId: 'call-0001',
  tenantId: 'shop',
  reason: 'tool.in_doubt',
  queue: 'orders',
  fenceEpoch: 2,
  asOfVersion: 41,
  traceparent: '',
  terms: TERMS,
} as const;

const opened: HandoffEvent = { type: 'HandoffOpened', v: 1, ...request, openedAt: 1_000, freezeUntil: 3_000 };
const frozen: HandoffEvent = {
  type: 'PacketFrozen',
  v: 1,
  packetId: 'packet-1',
  revision: 1,
  digest: 'aa',
  asOfVersion: 41,
};
const queued: HandoffEvent = {
  type: 'HandoffQueued',
  v: 1,
  queue: 'orders',
  priority: 1,
  because: 'frozen',
  queuedAt: 1_100,
  waitUntil: 61_100,
};
const ana = { offerId: 'offer-1', agentId: 'ana' } as const;
const offered: HandoffEvent = {
  type: 'OfferMade',
  v: 1,
  ...ana,
  agentName: 'Ana',
  sipUri: 'sip:ana@127.0.0.1',
  offeredAt: 2_000,
  expiresAt: 17_000,
};
const accepted: HandoffEvent = {
  type: 'OfferAccepted',
  v: 1,
  ...ana,
  bridgeId: 'offer-1',
  sipUri: 'sip:ana@127.0.0.1',
  acceptedAt: 5_000,
  bridgeUntil: 25_000,
};
const bridged: HandoffEvent = {
  type: 'CallBridged',
  v: 1,
  bridgeId: 'offer-1',
  agentId: 'ana',
  bridgedAt: 6_000,
  talkUntil: 3_606_000,
};
const humanLegEnded: HandoffEvent = {
  type: 'HumanLegEnded',
  v: 1,
  ...ana,
  bridgeId: 'offer-1',
  cause: 'agent-hung-up',
  endedAt: 90_000,
  wrapUpUntil: 150_000,
};

type Told = HandoffInput extends infer I ? (I extends HandoffInput ? Omit<I, 'inputId'> : never) : never;
const given = (...events: readonly HandoffEvent[]) => ({
  when: (told: Told) => {
    const state = fold(handoffDecider, handoffDecider.initial, events);
    return handoffDecider.decide(state, { ...told, inputId: 'in-1' });
  },
});
const types = (events: readonly HandoffEvent[]) => events.map(({ type }) => type);
const timer = (timerId: string, at: number) => ({ type: 'TimerFired', timerId, at, answers: 'x' }) as const;

describe('a hand-off', () => {
  it('opens once', () => {
    expect(given().when({ type: 'RequestHandoff', ...request, at: 1_000 })).toEqual([opened]);
    expect(given(opened).when({ type: 'RequestHandoff', ...request, at: 1_500 })).toEqual([]);
  });

  it('queues as soon as its packet is frozen', () => {
    const note = {
      type: 'NotePacket',
      packetId: 'packet-1',
      digest: 'aa',
      asOfVersion: 41,
      at: 1_100,
    } as const;
    expect(given(opened).when(note)).toEqual([frozen, queued]);
  });

  it('fails when the packet cannot be made or takes too long', () => {
    expect(given(opened).when({ type: 'NotePacketFailed', cause: 'no-call', at: 1_100 })).toMatchObject([
      { type: 'HandoffFailed', step: 'freeze', cause: 'no-call' },
    ]);
    expect(given(opened).when(timer('freeze', 3_000))).toMatchObject([
      { type: 'HandoffFailed', cause: 'timeout' },
    ]);
  });

  it('ends honestly when nobody comes', () => {
    expect(given(opened, frozen, queued).when(timer('wait', 61_100))).toMatchObject([
      { type: 'NoAgentAvailable', cause: 'max_wait' },
    ]);
    const nobody: HandoffEvent = { type: 'NoAgentFree', v: 1, cause: 'none_logged_in' };
    expect(given(opened, frozen, queued, nobody).when(timer('wait', 61_100))).toMatchObject([
      { type: 'NoAgentAvailable', cause: 'none_logged_in' },
    ]);
  });
});

describe('an offer', () => {
  const standing = given(opened, frozen, queued, offered);

  it('is taken by the one it was made to, before it runs out', () => {
    expect(standing.when({ type: 'AcceptOffer', ...ana, at: 5_000 })).toEqual([accepted]);
  });

  it.each([
    ['another offer', { offerId: 'offer-0', agentId: 'ana', at: 5_000 }],
    ['another agent', { offerId: 'offer-1', agentId: 'ben', at: 5_000 }],
    ['the moment it runs out', { ...ana, at: 17_000 }],
  ])('is not taken by %s', (_, acceptance) => {
    expect(standing.when({ type: 'AcceptOffer', ...acceptance })).toEqual([]);
  });

  it('that is declined or runs out excludes the agent and queues the caller again', () => {
    const declined = standing.when({ type: 'DeclineOffer', ...ana, because: 'technical', at: 5_000 });
    expect(types(declined)).toEqual(['OfferDeclined', 'HandoffQueued']);
    const again = { type: 'MakeOffer', agentName: 'Ana', sipUri: 'sip:a@b', at: 6_000 } as const;
    const requeued = given(opened, frozen, queued, offered, ...declined);
    expect(requeued.when({ ...again, offerId: 'offer-2', agentId: 'ana' })).toEqual([]);
    expect(types(requeued.when({ ...again, offerId: 'offer-2', agentId: 'ben' }))).toEqual(['OfferMade']);
    expect(types(standing.when(timer('offer', 17_000)))).toEqual(['OfferExpired', 'HandoffQueued']);
  });

  it('is made to the same human agent again when nobody else comes', () => {
    const missed = standing.when(timer('offer', 17_000));
    const searched = given(opened, frozen, queued, offered, ...missed);
    const nobody = searched.when({ type: 'NoteNoAgent', cause: 'all_excluded', at: 17_100 });
    expect(nobody).toEqual([{ type: 'NoAgentFree', v: 1, cause: 'all_excluded', readmitAt: 37_100 }]);
    const lifted = given(opened, frozen, queued, offered, ...missed, ...nobody).when(
      timer('readmit', 37_100),
    );
    expect(lifted).toEqual([{ type: 'ExclusionsLifted', v: 1 }]);
    expect(lifted.flatMap((event) => handoffDecider.effects(event))).toContainEqual({ type: 'FindAgent' });
    const again = given(opened, frozen, queued, offered, ...missed, ...nobody, ...lifted);
    const second = { type: 'MakeOffer', offerId: 'offer-2', agentName: 'Ana', sipUri: 'sip:a@b' } as const;
    expect(types(again.when({ ...second, agentId: 'ana', at: 37_200 }))).toEqual(['OfferMade']);
  });

  it('that runs out after the longest wait is the last', () => {
    expect(types(standing.when(timer('offer', 61_200)))).toEqual(['OfferExpired', 'NoAgentAvailable']);
  });

  it('tells a late taker that it has expired, and the taker the same twice', () => {
    const fellBack = standing.when(timer('offer', 17_000));
    const late = fold(handoffDecider, handoffDecider.initial, [opened, frozen, queued, offered, ...fellBack]);
    expect(takingOf(late, 'offer-1', 'ana')).toBe('offer_expired');
    const taken = fold(handoffDecider, handoffDecider.initial, [opened, frozen, queued, offered, accepted]);
    expect(takingOf(taken, 'offer-1', 'ana')).toBe('taken');
    expect(takingOf(taken, 'offer-1', 'ben')).toBe('offer_expired');
    expect(
      given(opened, frozen, queued, offered, accepted).when({ type: 'AcceptOffer', ...ana, at: 5_100 }),
    ).toEqual([]);
  });
});

describe('a bridge', () => {
  const dialling = given(opened, frozen, queued, offered, accepted);
  const note = { type: 'NoteBridge', bridgeId: 'offer-1', at: 6_000 } as const;

  it('stands only when audio flows both ways', () => {
    expect(types(dialling.when({ ...note, state: 'answered', cause: '' }))).toEqual(['BridgeProgressed']);
    expect(dialling.when({ ...note, state: 'bridged', cause: '' })).toEqual([bridged]);
  });

  it('that fails queues the caller again, with time to be served', () => {
    const failed = dialling.when({ ...note, state: 'failed', cause: 'sip-486', at: 60_000 });
    expect(failed).toMatchObject([
      { type: 'BridgeFailed', cause: 'sip-486' },
      { type: 'HandoffQueued', because: 'bridge-failed', waitUntil: 90_000 },
    ]);
  });

  it('fails for good after as many attempts as the terms allow', () => {
    const twice = given(opened, frozen, queued, offered, accepted, queued, offered, accepted);
    expect(types(twice.when(timer('bridge', 25_000)))).toEqual(['BridgeFailed', 'HandoffFailed']);
  });

  it('of another attempt is not listened to', () => {
    expect(dialling.when({ ...note, bridgeId: 'offer-0', state: 'bridged', cause: '' })).toEqual([]);
  });

  it('ends in the wrap-up when somebody hangs up', () => {
    const talking = given(opened, frozen, queued, offered, accepted, bridged);
    expect(talking.when({ ...note, state: 'ended', cause: 'agent-hung-up', at: 90_000 })).toEqual([
      humanLegEnded,
    ]);
    expect(types(talking.when({ type: 'CancelHandoff', reason: 'caller-left', at: 90_000 }))).toEqual([
      'HumanLegEnded',
    ]);
  });

  it.each([
    ['the human leg is lost', { cause: 'media-lost', at: 90_000 }],
    ['the human leg ends at once', { cause: 'agent-hung-up', at: 6_400 }],
  ])('does not leave the caller alone when %s', (_, end) => {
    const talking = given(opened, frozen, queued, offered, accepted, bridged);
    expect(types(talking.when({ ...note, state: 'ended', ...end }))).toEqual([
      'BridgeFailed',
      'HandoffQueued',
    ]);
  });
});

describe('a caller who leaves', () => {
  it.each([
    ['requested', [opened], ['HandoffAbandoned']],
    ['queued', [opened, frozen, queued], ['HandoffAbandoned']],
    ['offered', [opened, frozen, queued, offered], ['OfferWithdrawn', 'HandoffAbandoned']],
    ['accepted', [opened, frozen, queued, offered, accepted], ['OfferWithdrawn', 'HandoffAbandoned']],
  ])('ends a hand-off that is %s', (during, events, expected) => {
    const ended = given(...events).when({ type: 'CancelHandoff', reason: 'caller-left', at: 5_500 });
    expect(types(ended)).toEqual(expected);
    expect(ended.at(-1)).toMatchObject({ during, because: 'caller-left' });
  });

  it('takes the dialled leg down and frees the human agent', () => {
    const ended = given(opened, frozen, queued, offered, accepted).when({
      type: 'CancelHandoff',
      reason: 'caller-left',
      at: 5_500,
    });
    const effects = ended.flatMap((event) => handoffDecider.effects(event));
    expect(effects).toContainEqual({ type: 'DropBridge', bridgeId: 'offer-1', reason: 'caller-left' });
    expect(effects).toContainEqual({ type: 'SettleAgent', ...ana, outcome: 'withdrawn' });
  });
});

describe('a packet', () => {
  const amendment = { type: 'RevisePacket', digest: 'bb', asOfVersion: 44, at: 7_000 } as const;

  it('is amended, never edited', () => {
    expect(given(opened, frozen, queued, offered).when(amendment)).toEqual([
      {
        type: 'PacketRevised',
        v: 1,
        packetId: 'packet-1',
        revision: 2,
        digest: 'bb',
        previousDigest: 'aa',
        asOfVersion: 44,
      },
    ]);
  });

  it('is left alone by what says nothing new, or comes late', () => {
    expect(given(opened, frozen, queued).when({ ...amendment, digest: 'aa' })).toEqual([]);
    expect(given(opened, frozen, queued).when({ ...amendment, asOfVersion: 41 })).toEqual([]);
    const gone: HandoffEvent = { type: 'HandoffAbandoned', v: 1, during: 'queued', because: 'caller-left' };
    expect(given(opened, frozen, queued, gone).when(amendment)).toEqual([]);
  });
});

describe('the wrap-up', () => {
  const wrapping = given(opened, frozen, queued, offered, accepted, bridged, humanLegEnded);
  const words = { disposition: 'resolved', rating: 'clear', callerRepeated: false } as const;

  it('ends with what the human agent states, or by itself', () => {
    expect(wrapping.when({ type: 'CompleteWrapUp', agentId: 'ana', ...words, at: 95_000 })).toMatchObject([
      { type: 'HandoffCompleted', by: 'human-agent', ...words },
    ]);
    expect(wrapping.when(timer('wrap-up', 150_000))).toMatchObject([
      { type: 'HandoffCompleted', by: 'timer', disposition: 'not-stated' },
    ]);
  });

  it('is nobody else\u2019s', () => {
    expect(wrapping.when({ type: 'CompleteWrapUp', agentId: 'ben', ...words, at: 95_000 })).toEqual([]);
  });

  it('can be extended a few times', () => {
    const extended = wrapping.when({ type: 'ExtendWrapUp', agentId: 'ana', at: 100_000 });
    expect(extended).toEqual([{ type: 'WrapUpExtended', v: 1, wrapUpUntil: 160_000 }]);
    const often = Array.from({ length: 5 }, () => extended).flat();
    const worn = given(opened, frozen, queued, offered, accepted, bridged, humanLegEnded, ...often);
    expect(worn.when({ type: 'ExtendWrapUp', agentId: 'ana', at: 140_000 })).toEqual([]);
  });
});
