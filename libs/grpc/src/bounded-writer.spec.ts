import { boundedWriter } from './bounded-writer';

const stuckAfter = (count: number) => {
  const written: string[] = [];
  let drain: (() => void) | undefined;
  return {
    written,
    drain: () => drain?.(),
    stream: {
      write: (message: string) => written.push(message) < count,
      once: (_event: 'drain', listener: () => void) => {
        drain = listener;
      },
    },
  };
};

describe('boundedWriter', () => {
  it('writes through while the stream takes it', () => {
    const peer = stuckAfter(10);
    const writer = boundedWriter(peer.stream, { queuedMax: 2, droppable: () => true });
    ['a', 'b'].forEach((message) => writer.write(message));
    expect(peer.written).toEqual(['a', 'b']);
  });

  it('drops the oldest audio and never a control message', () => {
    const peer = stuckAfter(1);
    let drops = 0;
    const writer = boundedWriter(peer.stream, {
      queuedMax: 2,
      droppable: (message) => message.startsWith('audio'),
      onDrop: () => (drops += 1),
    });
    ['x', 'audio1', 'end', 'audio2', 'audio3'].forEach((message) => writer.write(message));
    expect(drops).toBe(2);
    expect(writer.dropped).toBe(2);
    peer.drain();
    peer.drain();
    expect(peer.written).toEqual(['x', 'end', 'audio3']);
  });

  it('is silent after stop', () => {
    const peer = stuckAfter(1);
    const writer = boundedWriter(peer.stream, { queuedMax: 2, droppable: () => true });
    writer.write('x');
    writer.write('late');
    writer.stop();
    peer.drain();
    expect(peer.written).toEqual(['x']);
    expect(writer.write('y')).toBe(false);
  });
});
