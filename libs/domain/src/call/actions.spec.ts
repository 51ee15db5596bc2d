// Actions: authorised by their stage, bridged by fillers, settled once and told only as settled.
import { orderDesk } from './order-desk.fixture';
import { CallScript } from './script.fixture';

/** The look-up is under way and announced. */
const toLookUp = (flow = orderDesk): CallScript =>
  new CallScript(flow).start().listen().say('cancel').listen().say('4711').listen().say('yes').listen();

/** The cancellation, which cannot be undone, is under way. */
const toCancel = (flow = orderDesk): CallScript => {
  const call = toLookUp(flow);
  call.settle('succeeded', { result: { status: 'open' } });
  return call.listen().say('yes').listen();
};

describe('authorisation', () => {
  it('names what is done, and until when it is waited for', () => {
    const call = toLookUp();
    const authorized = call.last('ActionAuthorized');
    expect(authorized).toMatchObject({
      actionId: 'call-1-a1',
      tool: 'find_order',
      toolHash: 'h1',
      effect: 'read',
      args: { order: '4711' },
      stage: 'find_order',
    });
    expect(call.effects).toContainEqual(
      expect.objectContaining({
        type: 'ExecuteAction',
        actionId: 'call-1-a1',
        deadlineAt: authorized?.deadlineAt,
      }),
    );
  });

  it('does not use a tool on what is not known', () => {
    const { ask_number: ask, ...stages } = orderDesk.stages;
    const call = new CallScript({
      ...orderDesk,
      stages: { ...stages, ask_number: { ...ask!, kind: 'tell', prompt: [], next: 'find_order' } as never },
    });
    call.start().listen().say('cancel');
    expect(call.all('ActionAuthorized')).toEqual([]);
    expect(call.stage).toBe('technical_human');
  });

  it('is refused where the stage forbids what an intent or a key proposes', () => {
    const call = new CallScript(orderDesk).start().listen().say('wipe everything');
    expect(call.last('Understood')).toMatchObject({ meaning: { kind: 'no-match' } });
    call.press('8');
    expect(call.stage).toBe('welcome');
    expect(call.all('ActionAuthorized')).toEqual([]);
  });
});

describe('outcomes', () => {
  it('success records the mapped facts and tells them', () => {
    const call = toLookUp();
    call.settle('succeeded', { result: { status: 'open', secret: 'x' } });
    expect(call.last('FactRecorded')).toMatchObject({
      key: 'order.status',
      value: 'open',
      source: 'tool',
      ref: 'call-1-a1',
    });
    expect(call.all('PromptQueued').find(({ kind }) => kind === 'answer')).toMatchObject({
      sentences: ['The order is open.'],
      claims: ['order.status'],
      tells: 'call-1-a1',
    });
  });

  it('a result without the field that is told leads the technical way: nothing is invented', () => {
    const call = toLookUp();
    call.settle('succeeded', { result: {} });
    expect(call.stage).toBe('technical_human');
    expect(call.said.join()).not.toContain('The order is');
  });

  it('a fact of another order is not told of this one', () => {
    const call = toLookUp();
    call.settle('succeeded', { result: { status: 'open' } });
    call.listen().say('no i mean 4712').listen().say('yes').listen();
    call.settle('succeeded', { result: {} });
    expect(call.stage).toBe('technical_human');
  });

  it('a fact that a later look-up left out is not known any more', () => {
    const call = toLookUp();
    call.settle('succeeded', { result: { status: 'open' } });
    call.listen().say('no').listen().say('status').listen().say('4711').listen().say('yes').listen();
    call.settle('succeeded', { result: {} });
    expect(call.stage).toBe('technical_human');
  });

  it.each([
    ['shipped', 'more', 'It has shipped already and was not cancelled.'],
    ['melted', 'tool_human', 'I am getting a colleague.'],
  ])('failure by %s leads to %s', (errorCode, stage, words) => {
    const call = toCancel();
    call.settle('failed', { errorCode });
    expect(call.stage).toBe(stage);
    expect(call.said).toContain(words);
  });

  it('unknown is told as unknown and handed to a human', () => {
    const call = toCancel();
    call.settle('unknown');
    expect(call.last('PromptQueued')).toMatchObject({ kind: 'unknown-outcome', tells: 'call-1-a2' });
    expect(call.last('HandoffRequested')).toMatchObject({
      reason: 'tool.in_doubt',
      trigger: 'tool',
      actionId: 'call-1-a2',
    });
  });

  it('comes once', () => {
    const call = toLookUp();
    call.settle('succeeded', { result: { status: 'open' } });
    expect(call.settle('failed')).toEqual([]);
    expect(call.settle('succeeded', { actionId: 'of-nobody' })).toEqual([]);
  });

  it('that comes after the stage was left is recorded and not acted on', () => {
    const call = toCancel().say('a human');
    expect(call.settle('succeeded', { result: { receipt: 'R1' } }).map(({ type }) => type)).toEqual([
      'ActionSettled',
    ]);
  });

  it('that comes after the call is still recorded, and ends it', () => {
    const call = toCancel();
    call.tell({ type: 'EndLine', reason: 'caller-hung-up' });
    expect(call.last('CallEnded')).toMatchObject({ outcome: 'abandoned' });
    expect(call.settle('succeeded').map(({ type }) => type)).toEqual(['ActionSettled']);
    expect(call.settle('succeeded')).toEqual([]);
  });
});

/** Tools that take their time. */
const slow = {
  ...orderDesk,
  tools: { ...orderDesk.tools, find_order: { ...orderDesk.tools.find_order!, patienceMs: 60_000 } },
};

describe('waiting', () => {
  it('is bridged by two fillers that differ, then by what is waited for, then by nothing', () => {
    const call = toLookUp(slow);
    for (let time = 0; time < 5; time++) call.wait(900).listen();
    expect(call.said.slice(-3)).toEqual([
      'One moment.',
      'Just a second.',
      'The order system is slow today, I am waiting for its answer.',
    ]);
    expect(call.isTimed('filler')).toBe(false);
  });

  it('is bridged anew for a caller who has spoken', () => {
    const call = toLookUp(slow);
    for (let time = 0; time < 4; time++) call.wait(900).listen();
    expect(call.isTimed('filler')).toBe(false);
    call.say('hello');
    expect(call.said.at(-1)).toBe('One moment.');
  });

  it('is not bridged while somebody speaks', () => {
    const call = new CallScript(orderDesk)
      .start()
      .listen()
      .say('cancel')
      .listen()
      .say('4711')
      .listen()
      .say('yes');
    expect(call.isTimed('filler')).toBe(false);
    call.listen();
    expect(call.isTimed('filler')).toBe(true);
    call.tell({ type: 'SpeechStarted', utteranceId: 'x', startMs: call.nowMs, playedMs: 0 });
    expect(call.isTimed('filler')).toBe(false);
  });

  it('never says the same filler twice in a row', () => {
    const alone = { ...orderDesk.stages.find_order!, fillers: ['moment_1'] } as never;
    const call = toLookUp({ ...slow, stages: { ...slow.stages, find_order: alone } });
    for (let time = 0; time < 5; time++) call.wait(900).listen();
    expect(call.said.filter((words) => words === 'One moment.')).toHaveLength(1);
  });

  it('takes back a filler that has not begun when the answer is here', () => {
    const call = toLookUp().wait(800);
    const filler = call.last('PromptQueued')?.promptId;
    call.settle('succeeded', { result: { status: 'open' } });
    expect(call.last('PromptWithdrawn')).toMatchObject({ promptId: filler });
  });

  it.each([
    ['a read', toLookUp, 'tool_human', 'handoff'],
    ['an irreversible action', toCancel, 'doubt_human', 'unknown-outcome'],
  ] as const)('ends for %s in %s', (...[, begin, stage, kind]) => {
    const call = begin();
    for (let time = 0; time < 10; time++) call.wait(1_000).listen();
    expect(call.stage).toBe(stage);
    expect(call.all('PromptQueued').filter((prompt) => prompt.kind === kind).length).toBeGreaterThan(0);
  });

  it('is not ended by a caller who keeps talking', () => {
    const call = toCancel().say('hello').say('are you there');
    expect(call.stage).toBe('cancel_order');
    call.settle('succeeded', { result: { receipt: 'R1' } });
    expect(call.said).toContain('Order four seven one one is cancelled, receipt R1.');
  });
});

describe('an outcome while the caller speaks', () => {
  const speaking = (): CallScript => {
    const call = toCancel();
    call.tell({ type: 'SpeechStarted', utteranceId: 'x', startMs: call.nowMs, playedMs: 0 });
    call.settle('succeeded', { result: { receipt: 'R1' } });
    return call;
  };
  const told = 'Order four seven one one is cancelled, receipt R1.';

  it('is recorded at once and told when they have spoken', () => {
    const call = speaking();
    expect(call.last('ActionSettled')).toMatchObject({ outcome: 'succeeded' });
    expect(call.said).not.toContain(told);
    const { nowMs } = call;
    call.tell({
      type: 'SpeechFinal',
      utteranceId: 'x',
      text: 'hello',
      confidence: 1,
      startMs: nowMs,
      endMs: nowMs,
    });
    call.wait(700);
    expect(call.said.filter((words) => words === told)).toHaveLength(1);
  });

  it('is told in the end where speech does not end', () => {
    expect(speaking().wait(4_000).said).toContain(told);
  });

  it('does not keep them from a human', () => {
    const call = speaking();
    const { nowMs } = call;
    call.tell({
      type: 'SpeechFinal',
      utteranceId: 'x',
      text: 'a human',
      confidence: 1,
      startMs: nowMs,
      endMs: nowMs,
    });
    call.wait(300);
    expect(call.stage).toBe('wanted_human');
    expect(call.last('HandoffRequested')).toMatchObject({ trigger: 'caller' });
  });
});

describe('a correction after authorisation', () => {
  it('of what cannot be undone comes too late, and the caller is told', () => {
    const call = toCancel().say('no i mean 4712');
    expect(call.stage).toBe('cancel_order');
    expect(call.said.at(-1)).toBe('I have already sent that, I can not change it any more.');
    call.settle('succeeded', { result: { receipt: 'R1' } });
    expect(call.said).toContain('Order four seven one one is cancelled, receipt R1.');
  });

  it('of what was done comes too late in any later stage, and one of what failed does not', () => {
    const done = toCancel();
    done.settle('succeeded', { result: { receipt: 'R1' } });
    done.listen().say('sorry i mean 4712');
    expect(done.stage).toBe('more');
    expect(done.said.at(-1)).toBe('I have already sent that, I can not change it any more.');
    const failed = toCancel();
    failed.settle('failed', { errorCode: 'shipped' });
    expect(failed.listen().say('sorry i mean 4712').stage).toBe('check_number');
  });

  it('of a look-up starts over with the new value', () => {
    const call = toLookUp().say('no i mean 4712');
    expect(call.stage).toBe('check_number');
    expect(call.settle('succeeded', { result: { status: 'open' } }).map(({ type }) => type)).toEqual([
      'ActionSettled',
    ]);
    expect(call.stage).toBe('check_number');
  });
});
