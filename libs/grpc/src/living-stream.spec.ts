import { EventEmitter } from 'node:events';
import { type DuplexCall, type LivingStream, livingStream } from './living-stream';

/** A stream whose other end is the test's. */
class FakeCall extends EventEmitter implements DuplexCall<string, string> {
  readonly written: string[] = [];
  isEnded = false;
  isCancelled = false;
  hasRoom = true;

  write(message: string): boolean {
    this.written.push(message);
    return this.hasRoom;
  }

  end(): void {
    this.isEnded = true;
  }

  cancel(): void {
    this.isCancelled = true;
  }
}

describe('a living stream', () => {
  let calls: FakeCall[];
  let stream: LivingStream<string>;
  let heard: string[];
  let lost: string[];
  let dropped: number;
  let openFails: boolean;
  const last = (): FakeCall => calls.at(-1) ?? new FakeCall();

  beforeEach(() => {
    jest.useFakeTimers();
    [calls, heard, lost, dropped, openFails] = [[], [], [], 0, false];
    stream = livingStream<string, string>({
      open: () => {
        if (openFails) throw new Error('client closed');
        calls.push(new FakeCall());
        return last();
      },
      onOpen: (write, again) => write(again ? 'hello again' : 'hello'),
      onMessage: (message) => heard.push(message),
      onLost: (reason) => lost.push(reason),
      queuedMax: 2,
      droppable: (message) => message.startsWith('audio'),
      onDrop: () => (dropped += 1),
    });
  });
  afterEach(() => {
    stream.close();
    jest.runAllTimers();
    jest.useRealTimers();
  });

  it('says its handshake first, and once more each time it is opened again', () => {
    stream.write('one');
    last().emit('error', new Error('gone'));
    expect(stream.isOpen).toBe(false);
    jest.advanceTimersByTime(50);
    stream.write('two');
    expect(calls.map((call) => call.written)).toEqual([
      ['hello', 'one'],
      ['hello again', 'two'],
    ]);
    expect(lost).toEqual(['gone']);
  });

  it('does not keep what is written while it is down', () => {
    last().emit('end');
    expect(stream.write('lost')).toBe(false);
    jest.advanceTimersByTime(50);
    expect(last().written).toEqual(['hello again']);
  });

  it('waits longer each time, up to a bound, and short again after a sign of life', () => {
    const pauses: number[] = [];
    const lose = (): void => {
      const before = calls.length;
      last().emit('error', new Error('gone'));
      for (let ms = 1; calls.length === before; ms += 1) {
        jest.advanceTimersByTime(1);
        if (calls.length > before) pauses.push(ms);
      }
    };
    for (let times = 0; times < 6; times += 1) lose();
    last().emit('data', 'alive');
    lose();
    expect(pauses).toEqual([50, 100, 200, 400, 500, 500, 50]);
  });

  it('loses a stream once, and hears nothing from one it has given up', () => {
    const first = last();
    first.emit('error', new Error('gone'));
    first.emit('end');
    first.emit('data', 'late');
    jest.advanceTimersByTime(1_000);
    expect(calls).toHaveLength(2);
    expect([heard, lost]).toEqual([[], ['gone']]);
  });

  it('tries again when it cannot even be opened', () => {
    openFails = true;
    last().emit('end');
    jest.advanceTimersByTime(150);
    expect(lost).toEqual(['ended by the server', 'client closed', 'client closed']);
    openFails = false;
    jest.advanceTimersByTime(500);
    expect(calls).toHaveLength(2);
  });

  it('hands over what waits when it is closed, then ends, then cancels; nothing is opened again', () => {
    last().hasRoom = false;
    stream.write('one');
    stream.write('the end');
    stream.close();
    expect(stream.write('too late')).toBe(false);
    expect(last().written).toEqual(['hello', 'one', 'the end']);
    expect([last().isEnded, last().isCancelled]).toEqual([true, false]);
    jest.advanceTimersByTime(500);
    expect(last().isCancelled).toBe(true);
    last().emit('error', new Error('cancelled'));
    jest.runAllTimers();
    expect(calls).toHaveLength(1);
    expect(lost).toEqual([]);
  });

  it('still hears what the other end says after it was closed', () => {
    stream.close();
    last().emit('data', 'goodbye');
    expect(heard).toEqual(['goodbye']);
  });

  it('is not opened again when it is closed while it is down', () => {
    last().emit('end');
    stream.close();
    jest.runAllTimers();
    expect(calls).toHaveLength(1);
  });

  it('drops audio, never anything else, when the other end does not take it', () => {
    last().hasRoom = false;
    for (const message of ['x', 'audio 1', 'y', 'z', 'audio 2']) stream.write(message);
    expect(dropped).toBe(2);
    last().hasRoom = true;
    last().emit('drain');
    expect(last().written).toEqual(['hello', 'x', 'y', 'z']);
  });
});
