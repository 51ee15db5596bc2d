// Asking: misses and silences escalate, keys fill and choose, slots are checked, corrected, and not asked for twice.
import { type AskStage } from '@trunkline/flow';
import { orderDesk } from './order-desk.fixture';
import { CallScript } from './script.fixture';

const started = (flow = orderDesk): CallScript => new CallScript(flow).start().listen();
const withStage = (name: string, over: object) => ({
  ...orderDesk,
  stages: { ...orderDesk.stages, [name]: { ...orderDesk.stages[name], ...over } as AskStage },
});

describe('what was not understood', () => {
  it('is asked again in other words, then handed to a human', () => {
    const call = started().say('mumble').listen().say('mumble').listen();
    expect(call.said.slice(-2)).toEqual(['Sorry, I did not get that.', 'Sorry, once more please.']);
    call.say('mumble');
    expect(call.all('LimitReached')).toEqual([{ type: 'LimitReached', v: 1, limit: 'no-match' }]);
    expect(call.last('HandoffRequested')).toMatchObject({ reason: 'model.no_progress', trigger: 'policy' });
  });

  it('ends with the turns of the stage', () => {
    const call = started(withStage('welcome', { budget: { msMax: 60_000, turnsMax: 1 } })).say('mumble');
    expect(call.last('LimitReached')).toMatchObject({ limit: 'stage-turns' });
    expect(call.stage).toBe('lost_human');
  });

  it('takes a yes that answers nothing for no match', () => {
    expect(started().say('yes').last('Understood')).toMatchObject({ meaning: { kind: 'no-match' } });
  });
});

describe('silence', () => {
  it('begins when the last prompt has ended, is noticed twice, and ends the call', () => {
    const call = new CallScript(orderDesk).start();
    expect(call.isTimed('silence')).toBe(false);
    call.listen().wait(5_999);
    expect(call.all('SilenceNoticed')).toEqual([]);
    call.wait(1).listen().wait(6_000).listen();
    expect(call.said.slice(-2)).toEqual(['Are you still there?', 'Please say something.']);
    call.wait(6_000);
    expect(call.last('LimitReached')).toMatchObject({ limit: 'silence' });
    expect(call.stage).toBe('gone_silent');
  });

  it('is broken by speech and by keys', () => {
    const call = started().wait(3_000);
    call.tell({ type: 'SpeechStarted', utteranceId: 'x', startMs: call.nowMs, playedMs: 0 });
    expect(call.isTimed('silence')).toBe(false);
    const pressing = started().say('cancel').listen();
    pressing.press('4');
    expect(pressing.isTimed('silence')).toBe(false);
  });

  it('goes on after a noise', () => {
    const call = started();
    call.speak('');
    expect(call.isTimed('silence')).toBe(true);
  });

  it('is not noticed on hold', () => {
    const call = started();
    call.tell({ type: 'HoldLine' });
    expect(call.isTimed('silence')).toBe(false);
    expect(call.tell({ type: 'HoldLine' })).toEqual([]);
    call.tell({ type: 'ResumeLine' });
    expect(call.said.at(-1)).toBe('How can I help you?');
    expect(call.tell({ type: 'ResumeLine' })).toEqual([]);
  });
});

it('leaves a stage whose time is up', () => {
  const call = started(withStage('welcome', { budget: { msMax: 5_000, turnsMax: 8 } }));
  call.wait(5_000);
  expect(call.last('LimitReached')).toMatchObject({ limit: 'stage-duration' });
  expect(call.stage).toBe('lost_human');
});

describe('keys', () => {
  it.each([
    ['4711', '4711'],
    ['4711#', '4711'],
  ])('%s fill a slot', (keys, value) => {
    const call = started().say('cancel').listen().press(keys);
    expect(call.all('FactRecorded')).toEqual([
      {
        type: 'FactRecorded',
        v: 1,
        key: 'slot.order_number',
        value,
        source: 'dtmf',
        ref: 'digit-4',
        confirmed: false,
      },
    ]);
    expect(call.stage).toBe('check_number');
  });

  it('of a run that is too short are asked for again, after # or a pause', () => {
    const ended = started().say('cancel').listen().press('47#');
    expect(ended.last('Understood')).toMatchObject({ meaning: { kind: 'no-match' } });
    const paused = started().say('cancel').listen().press('47');
    paused.wait(3_000);
    expect(paused.last('Understood')).toMatchObject({ meaning: { kind: 'no-match' } });
  });

  it('of a shorter run count after a pause when the slot takes it', () => {
    const slots = { order_number: { ...orderDesk.slots.order_number!, lengthMin: 2 } as never };
    const call = started({ ...orderDesk, slots })
      .say('cancel')
      .listen()
      .press('47');
    expect(call.stage).toBe('ask_number');
    call.wait(1_400);
    expect(call.last('FactRecorded')).toMatchObject({ value: '47' });
  });

  it('answer a check: 1 is yes, 2 is no', () => {
    const call = started().say('cancel').listen().press('4711').listen();
    call.press('2');
    expect(call.stage).toBe('ask_number');
    call.listen().press('4712').listen().press('1');
    expect(call.last('ActionAuthorized')).toMatchObject({ args: { order: '4712' } });
  });

  it('correct a number that is being checked', () => {
    const call = started().say('cancel').listen().press('4711').listen().press('4712');
    expect(call.stage).toBe('check_number');
    expect(call.said.at(-1)).toBe('Order four seven one two, is that right?');
  });

  it('choose from a menu, cut what is said, and mean nothing elsewhere', () => {
    const call = new CallScript(orderDesk).start();
    const promptId = call.begin(300);
    expect(call.tell({ type: 'PressDigit', digit: '3' })).toEqual([]);
    call.press('9');
    expect(call.stage).toBe('wanted_human');
    expect(call.all('PromptWithdrawn')[0]).toMatchObject({ promptId, because: 'digit' });
  });

  it('that chose from a menu are no part of the number that follows', () => {
    const call = started(withStage('welcome', { keys: { '1': 'ask_number' } }))
      .press('1')
      .listen();
    expect(call.isTimed('silence')).toBe(true);
    call.press('4711');
    expect(call.last('FactRecorded')).toMatchObject({ value: '4711' });
  });

  it('of a run that speech breaks into are still waited for', () => {
    const call = started().say('cancel').listen().press('47');
    call.tell({ type: 'SpeechStarted', utteranceId: 'x', startMs: call.nowMs, playedMs: 0 });
    call.wait(3_000);
    expect(call.last('Understood')).toMatchObject({ meaning: { kind: 'no-match' } });
  });

  it('of a secret are not kept', () => {
    const slots = { order_number: { ...orderDesk.slots.order_number!, sensitivity: 'secret' } as never };
    const call = started({ ...orderDesk, slots })
      .say('cancel')
      .listen()
      .press('4711');
    expect(JSON.stringify(call.events)).not.toMatch(/"(4|7|1|4711)"/);
  });
});

describe('slots', () => {
  it('are sure once the caller agreed to what was read back', () => {
    const call = started().say('cancel').listen().say('4711').listen().say('yes');
    expect(call.last('FactRecorded')).toMatchObject({ value: '4711', source: 'caller', confirmed: true });
  });

  it('are corrected while they are checked', () => {
    const call = started().say('cancel').listen().say('4711').listen().say('no i mean 4712');
    expect(call.stage).toBe('check_number');
    expect(call.said.at(-1)).toBe('Order four seven one two, is that right?');
    call.listen().say('yes');
    expect(call.last('ActionAuthorized')).toMatchObject({ args: { order: '4712' } });
  });

  it('are corrected from a later question', () => {
    const call = started().say('cancel').listen().say('4711').listen().say('yes').listen();
    call.settle('succeeded', { result: { status: 'open' } });
    call.listen().say('no').listen();
    expect(call.stage).toBe('more');
    call.say('sorry i mean 4712');
    expect(call.stage).toBe('check_number');
  });

  it('go back to the check that their value came from', () => {
    const check = orderDesk.stages.check_number!;
    const stages = {
      first_check: { ...check, name: 'first_check' },
      ...orderDesk.stages,
      more: { ...orderDesk.stages.more!, forbids: ['first_check'] } as never,
    };
    const toMore = (flow: typeof orderDesk): CallScript => {
      const call = started(flow).say('cancel').listen().say('4711').listen().say('yes').listen();
      call.settle('succeeded', { result: { status: 'open' } });
      return call.listen().say('no').listen();
    };
    expect(toMore({ ...orderDesk, stages }).say('sorry i mean 4712').stage).toBe('check_number');
    const elsewhere = { ...stages, more: { ...orderDesk.stages.more!, forbids: ['check_number'] } as never };
    expect(toMore({ ...orderDesk, stages: elsewhere }).say('sorry i mean 4712').stage).toBe('first_check');
  });

  it('that were said with the intent are not asked for again', () => {
    const intents = {
      ...orderDesk.intents,
      cancel: { patterns: ['cancel [order] <order_number>'], label: 'cancels' },
    };
    const call = started({ ...orderDesk, intents }).say('cancel order 4711');
    expect(call.stage).toBe('check_number');
    expect(call.said).not.toContain('What is the order number?');
  });
});

it('goes its technical way rather than where a stage forbids', () => {
  const call = started(withStage('check_number', { forbids: ['find_order'] }))
    .say('cancel')
    .listen()
    .say('4711')
    .listen();
  call.say('yes');
  expect(call.all('ActionAuthorized')).toEqual([]);
  expect(call.stage).toBe('technical_human');
});

it('hangs up a flow that turns in circles', () => {
  const loop = withStage('ask_number', { kind: 'tell', prompt: [], next: 'ask_number' });
  const call = started(loop).say('cancel');
  expect(call.last('CallEnding')).toMatchObject({ reason: 'flow-loop' });
});

it('hangs up a flow that leads to no stage at all', () => {
  const broken = { ...orderDesk, start: 'nowhere', globals: { ...orderDesk.globals, technical: 'nowhere' } };
  expect(new CallScript(broken).start().last('CallEnding')).toMatchObject({ reason: 'flow-broken' });
});
