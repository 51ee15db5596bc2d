// Hand-off: request, fence, wait, bridge, or an honest word. Nothing is authorised after the fence, nothing said after the bridge.
import { orderDesk } from './order-desk.fixture';
import { CallScript } from './script.fixture';
import { type NoteHandoff } from './inputs';

const note = (call: CallScript, state: NoteHandoff['state'], over: Partial<NoteHandoff> = {}) =>
  call.tell({ type: 'NoteHandoff', handoffId: 'call-1-h1', state, ...over });

const asking = (flow = orderDesk): CallScript => new CallScript(flow).start().listen().say('a human');
const queued = (flow = orderDesk): CallScript => {
  const call = asking(flow);
  call.tell({ type: 'FenceDone', actions: [] });
  note(call, 'queued');
  return call.listen();
};
const cancelling = (): CallScript => {
  const call = new CallScript(orderDesk).start().listen().say('cancel').listen().say('4711').listen();
  call.say('yes').listen();
  call.settle('succeeded', { result: { status: 'open' } });
  return call.listen().say('yes').listen();
};

describe('the request', () => {
  it.each(['welcome', 'ask_number', 'check_number', 'find_order', 'confirm_cancel', 'cancel_order'])(
    'is heard in %s',
    (stage) => {
      const call = new CallScript({ ...orderDesk }).start().listen();
      const on = [
        () => call.say('cancel').listen(),
        () => call.say('4711').listen(),
        () => call.say('yes').listen(),
        () => {
          call.settle('succeeded', { result: { status: 'open' } });
          call.listen();
        },
        () => call.say('yes').listen(),
      ];
      for (const step of on) if (call.stage !== stage) step();
      expect(call.stage).toBe(stage);
      call.say('i want a human');
      expect(call.last('HandoffRequested')).toMatchObject({
        handoffId: 'call-1-h1',
        reason: 'caller.requested_human',
        trigger: 'caller',
        queue: 'orders',
      });
    },
  );

  it('raises the fence with the request and turns the bed on', () => {
    const call = asking();
    const types = call.events.map(({ type }) => type);
    expect(types.indexOf('FenceRaised')).toBe(types.indexOf('HandoffRequested') + 1);
    expect(call.effects).toEqual(
      expect.arrayContaining([
        { type: 'PlayBed', on: true },
        { type: 'FenceActions', fenceEpoch: 1 },
      ]),
    );
    expect(call.effects.some(({ type }) => type === 'RequestHandoff')).toBe(false);
  });
});

describe('the fence', () => {
  it('puts every action in one list: its own outcome, the word of the tool gateway, or in doubt', () => {
    const call = cancelling().say('a human');
    call.tell({ type: 'FenceDone', actions: [{ actionId: 'call-1-a2', state: 'not_started' }] });
    expect(call.last('SideEffectsFenced')).toMatchObject({
      settled: ['call-1-a1'],
      inDoubt: [],
      notStarted: ['call-1-a2'],
    });
    expect(call.effects).toContainEqual({ type: 'RequestHandoff', handoffId: 'call-1-h1' });
  });

  it('is not waited for longer than a lease: what is under way is in doubt', () => {
    const call = cancelling();
    call.speak('a human');
    call.wait(300 + 2_249);
    expect(call.last('SideEffectsFenced')).toBeUndefined();
    call.wait(1);
    expect(call.last('SideEffectsFenced')).toMatchObject({ settled: ['call-1-a1'], inDoubt: ['call-1-a2'] });
  });

  it('is done once, and only when it was raised', () => {
    expect(new CallScript(orderDesk).start().tell({ type: 'FenceDone', actions: [] })).toEqual([]);
    expect(queued().tell({ type: 'FenceDone', actions: [] })).toEqual([]);
  });
});

describe('the wait', () => {
  it('is broken by a word every 25 seconds, and in the end by an honest one', () => {
    const call = queued();
    for (let time = 0; time < 3; time++) call.wait(25_000).listen();
    expect(call.said.filter((words) => words === 'A colleague will be with you soon.')).toHaveLength(3);
    for (let time = 0; time < 12; time++) call.wait(25_000).listen();
    expect(call.last('HandoffProgressed')).toMatchObject({ state: 'failed', cause: 'no-answer' });
    expect(call.said.at(-1)).toBe('I am sorry, nobody is free. Please call again.');
  });

  it('is bounded by itself: no limit of the conversation ends it', () => {
    const call = queued({ ...orderDesk, limits: { ...orderDesk.limits, callMsMax: 60_000 } }).wait(60_000);
    expect(call.all('LimitReached')).toEqual([]);
  });

  it('leads nowhere but out: a goodbye cancels it', () => {
    const call = queued().say('cancel my order');
    expect(call.stage).toBe('wanted_human');
    call.say('goodbye');
    expect(call.effects).toContainEqual({
      type: 'CancelHandoff',
      handoffId: 'call-1-h1',
      reason: 'caller-left',
    });
    expect(call.said.at(-1)).toBe('Goodbye.');
  });

  it.each(['failed', 'no-agent'] as const)(
    'that ends in %s is told, and then the call ends as failed',
    (state) => {
      const call = queued();
      note(call, state, { cause: 'closed' });
      expect(call.effects).toContainEqual({ type: 'PlayBed', on: false });
      expect(call.said.at(-1)).toBe('I am sorry, nobody is free. Please call again.');
      expect(call.effects.some(({ type }) => type === 'HangUp')).toBe(false);
      call.listen();
      expect(call.effects.at(-2)).toEqual({ type: 'HangUp', reason: 'handoff-failed' });
      call.tell({ type: 'EndLine', reason: 'voice-agent-hung-up' });
      expect(call.last('CallEnded')).toMatchObject({ outcome: 'failed' });
    },
  );

  it('that the caller ends is abandoned, and the hand-off is cancelled', () => {
    const call = queued();
    call.tell({ type: 'EndLine', reason: 'caller-hung-up' });
    expect(call.effects).toContainEqual({
      type: 'CancelHandoff',
      handoffId: 'call-1-h1',
      reason: 'caller-left',
    });
    expect(call.last('CallEnded')).toMatchObject({ outcome: 'abandoned' });
  });
});

describe('notices', () => {
  it.each([
    [['queued'], []],
    [
      ['offered', 'queued', 'offered'],
      ['offered', 'queued', 'offered'],
    ],
    [
      ['accepted', 'offered'],
      ['accepted', 'offered'],
    ],
    [
      ['bridged', 'queued', 'bridged'],
      ['bridged', 'queued', 'bridged'],
    ],
    [['bridged', 'offered', 'accepted'], ['bridged']],
    [
      ['bridged', 'completed', 'failed'],
      ['bridged', 'completed'],
    ],
    [['completed'], []],
  ] as const)('%j after queued lead to %j', (states, expected) => {
    const call = queued();
    const before = call.all('HandoffProgressed').length;
    for (const state of states) note(call, state);
    expect(
      call
        .all('HandoffProgressed')
        .slice(before)
        .map(({ state }) => state),
    ).toEqual(expected);
  });

  it('of another hand-off, or before the fence is done, mean nothing', () => {
    expect(note(queued(), 'offered', { handoffId: 'other' })).toEqual([]);
    expect(note(asking(), 'bridged')).toEqual([]);
  });
});

describe('the bridge', () => {
  const bridged = (): CallScript => {
    const call = queued().wait(25_000);
    note(call, 'accepted');
    note(call, 'bridged', { humanAgent: 'ana' });
    return call;
  };

  it('mutes the voice agent and takes back what it was saying', () => {
    const call = bridged();
    expect(call.alive).toEqual([]);
    expect(call.effects).toContainEqual({ type: 'Mute' });
    const prompts = call.all('PromptQueued').length;
    call.say('hello').press('1').wait(700_000);
    call.tell({ type: 'Reattach', gateway: 'g2' });
    expect(call.effects.at(-1)).toEqual({ type: 'Mute' });
    expect(call.all('PromptQueued')).toHaveLength(prompts);
  });

  it('is the outcome of the call', () => {
    const call = bridged();
    note(call, 'completed');
    expect(call.effects).toContainEqual({ type: 'HangUp', reason: 'handoff-completed' });
    call.tell({ type: 'Reattach', gateway: 'g2' });
    expect(call.last('LineReattached')).toMatchObject({ muted: true });
    call.tell({ type: 'EndLine', reason: 'human-agent-hung-up' });
    expect(call.last('CallEnded')).toMatchObject({ outcome: 'handed_off' });
  });

  it('that breaks gives the caller back to us: they hear a word, wait on, and are heard again', () => {
    const call = bridged();
    const effects = call.effects.length;
    note(call, 'queued', { cause: 'agent-lost' });
    expect(call.effects.slice(effects, effects + 2)).toEqual([
      { type: 'Unmute' },
      { type: 'PlayBed', on: true },
    ]);
    expect(call.said.at(-1)).toBe('A colleague will be with you soon.');
    call.listen().wait(25_000).listen();
    expect(call.said.slice(-2)).toEqual(Array(2).fill('A colleague will be with you soon.'));
    call.say('goodbye');
    expect(call.said.at(-1)).toBe('Goodbye.');
  });

  it.each(['failed', 'no-agent', 'abandoned'] as const)(
    'that breaks for good, as %s, is told before the end',
    (state) => {
      const call = bridged();
      note(call, state, { cause: 'leg-lost' });
      expect(call.effects).toContainEqual({ type: 'Unmute' });
      expect(call.said.at(-1)).toBe('I am sorry, nobody is free. Please call again.');
      call.listen();
      expect(call.effects.at(-2)).toEqual({ type: 'HangUp', reason: 'handoff-failed' });
    },
  );
});
