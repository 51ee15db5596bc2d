// One question to a Redis server, without a client: INFO server, and what it says of itself.
import { connect } from 'node:net';

const ANSWER_MS_MAX = 2_000;
const ANSWER_CHARS_MAX = 100_000;

export interface RedisSelf {
  readonly pid: number;
  readonly version: string;
}

/** Rejects when nobody answers in time, or not as Redis does. */
export const askRedis = (port: number): Promise<RedisSelf> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    let text = '';
    socket.setTimeout(ANSWER_MS_MAX, () => socket.destroy(new Error('no answer')));
    socket.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const self = parseInfo(text);
      if (self) resolve(self);
      if (self || text.startsWith('-') || text.length > ANSWER_CHARS_MAX) socket.end();
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('not the answer of Redis')));
    socket.write('INFO server\r\n');
  });

const parseInfo = (text: string): RedisSelf | undefined => {
  const pid = /^process_id:(\d+)\r$/m.exec(text)?.[1];
  const version = /^redis_version:(\S+)\r$/m.exec(text)?.[1];
  return pid === undefined || version === undefined ? undefined : { pid: Number(pid), version };
};
