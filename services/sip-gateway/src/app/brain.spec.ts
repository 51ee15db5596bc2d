import { EventEmitter } from 'node:events';
import { type conversation } from '@trunkline/contracts';
import { type DuplexCall } from '@trunkline/grpc';
import { Brain } from './brain';

type Request = conversation.ConverseRequest;
type Directive = NonNullable<conversation.ConverseResponse['directive']>;

class FakeCall extends EventEmitter implements DuplexCall<Request, conversation.ConverseResponse> {
  readonly written: Request[] = [];
  isEnded = false;

  write(request: Request): boolean {
    this.written.push(request);
    return true;
  }
  end(): void {
    this.isEnded = true;
  }
  cancel(): void {
    this.emit('error', new Error('cancelled'));
  }
  /** `s1 attach`: id and kind of what was written. */
  get spelled(): string[] {
    return this.written.map(({ inputId, signal }) => `${inputId} ${signal?.$case ?? ''}`);
  }
}

const ATTACHED: Directive = {
  $case: 'attached',
  value: { epoch: 1, voice: 'slt', language: 'en', callMsMax: 1, keepPromptIds: [] },
};

describe("a line's brain", () => {
  let calls: FakeCall[];
  let brain: Brain;
  let absences: boolean[];
  let attachments: boolean[];
  let directives: string[];
  const call = (index = calls.length - 1): FakeCall => calls[index] ?? new FakeCall();
  const direct = (directive: Directive): void => void call().emit('data', { directive, traceparent: '' });
  const lose = (): void => {
    call().emit('error', new Error('gone'));
  };
  const digit = (value: string): void => brain.tell({ $case: 'digit', value: { digit: value } });
  const partial = (): void =>
    brain.tell({ $case: 'speechPartial', value: { utteranceId: 'u1', text: 'he' } });

  beforeEach(() => {
    jest.useFakeTimers();
    [calls, absences, attachments, directives] = [[], [], [], []];
    brain = new Brain({
      open: () => {
        calls.push(new FakeCall());
        return call();
      },
      attach: (again) => {
        attachments.push(again);
        return {
          callId: 'c1',
          tenantId: 't',
          flow: 'f',
          from: '',
          to: '',
          trunk: '',
          answeredAtMs: 0,
          again,
          playingPromptId: '',
          instance: 'g1',
        };
      },
      onDirective: (directive) => directives.push(directive.$case),
      onAbsent: (absent) => absences.push(absent),
      now: () => ({ atMs: 1_000, mediaMs: 10 }),
      traceparent: () => '',
    });
  });
  afterEach(() => {
    brain.close();
    jest.runAllTimers();
    jest.useRealTimers();
  });

  it('attaches before it tells anything', () => {
    digit('1');
    expect(call().spelled).toEqual(['s1 attach', 's2 digit']);
    expect(attachments).toEqual([false]);
  });

  it('tells again after a loss what it has told, under the same ids, after attaching anew', () => {
    direct(ATTACHED);
    digit('1');
    lose();
    digit('2');
    jest.advanceTimersByTime(50);
    digit('3');
    expect(call(1).spelled).toEqual(['s4 attach', 's2 digit', 's3 digit', 's5 digit']);
    expect(attachments).toEqual([false, true]);
    expect(new Set(calls.flatMap(({ written }) => written).map(({ inputId }) => inputId)).size).toBe(5);
  });

  it('never tells a partial again, and keeps 64 signals of what happened, however many partials came between', () => {
    for (let count = 0; count < 70; count += 1) {
      digit('1');
      partial();
      partial();
    }
    lose();
    jest.advanceTimersByTime(50);
    const again = call().spelled.slice(1);
    expect(again).toHaveLength(64);
    expect(again.every((told) => told.endsWith('digit'))).toBe(true);
    expect(again.at(-1)).toBe(`s${2 + 69 * 3} digit`);
  });

  it('is absent from the loss until it is attached again, not until the stream is open', () => {
    direct(ATTACHED);
    expect([absences, brain.isAttached]).toEqual([[false], true]);
    lose();
    jest.advanceTimersByTime(50);
    expect([absences, brain.isAttached]).toEqual([[false, true], false]);
    lose();
    jest.advanceTimersByTime(1_000);
    expect(absences).toEqual([false, true]);
    direct(ATTACHED);
    expect(absences).toEqual([false, true, false]);
  });

  it('hands directives on, also those after its end', () => {
    direct(ATTACHED);
    direct({ $case: 'cut', value: { promptId: 'p1' } });
    brain.close();
    direct({ $case: 'hangUp', value: { reason: 'done' } });
    expect(directives).toEqual(['attached', 'cut', 'hangUp']);
  });

  it('tells the end of the line before it ends the stream', () => {
    brain.tell({ $case: 'lineEnded', value: { reason: 'caller-hung-up' } });
    brain.close();
    expect(call().spelled.at(-1)).toBe('s2 lineEnded');
    expect(call().isEnded).toBe(true);
  });
});
