// baresip without a screen: a SIP telephone that others wrote, driven over its control socket.
import { bytesOfPcm, encodeWav } from '@trunkline/audio';
import { becomes, eventually } from '@trunkline/platform/trial/eventually';
import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';

export const BARESIP = '/usr/bin/baresip';

export interface Baresip {
  /** Commands as its menu knows them: `dial sip:...`, `sndcode 1`, `hangup`. */
  command(name: string, params?: string): void;
  /** Resolves when it has told of an event of this type, now or before. */
  told(type: string, msMax: number): Promise<void>;
  /** What it has received, 16 bit PCM; complete after the call. */
  heard(): Promise<Int16Array>;
  close(): Promise<void>;
}

const START_MS_MAX = 10_000;
const SILENCE_S = 120;
const RATE_HZ = 8_000;

/** In `dir`: its settings, the silence that it speaks, and what it heard. */
export const startBaresip = async (dir: string, ports: { sip: number; rtp: number }): Promise<Baresip> => {
  await mkdir(dir, { recursive: true });
  const control = await freePort();
  const silence = bytesOfPcm(new Int16Array(SILENCE_S * RATE_HZ));
  await writeFile(
    join(dir, 'silence.wav'),
    encodeWav({ encoding: 'pcm16', channels: 1, sampleRateHz: RATE_HZ }, silence),
  );
  await writeFile(join(dir, 'config'), settings({ dir, control, ...ports }));
  await writeFile(
    join(dir, 'accounts'),
    '<sip:+15550142@127.0.0.1;transport=udp>;regint=0;audio_codecs=PCMU\n',
  );
  await writeFile(join(dir, 'contacts'), '');
  const child = spawn(BARESIP, ['-f', dir], { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const keep = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const socket = await eventually('baresip', START_MS_MAX, () => connected(control)).catch(() => {
    child.kill('SIGKILL');
    throw new Error(`baresip does not come up: ${output}`);
  });
  let told = '';
  socket.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  return {
    command: (name, params) => {
      const message = JSON.stringify({ command: name, params, token: name });
      socket.write(`${message.length}:${message},`);
    },
    told: (type, msMax) =>
      becomes(`${type} of baresip`, msMax, () => told.includes(`"type":"${type}"`)).catch((error: Error) => {
        throw new Error(`${error.message}: ${told.slice(-1_000)} ${output.slice(-1_000)}`);
      }),
    heard: async () => {
      const file = (await readdir(dir)).find((name) => /^dump-.*dec\.wav$/.test(name));
      if (!file) throw new Error(`baresip has recorded nothing: ${output.slice(-1_000)}`);
      const data = (await readFile(join(dir, file))).subarray(44);
      return new Int16Array(data.buffer, data.byteOffset, Math.floor(data.length / 2)).slice();
    },
    close: async () => {
      socket.destroy();
      child.kill('SIGTERM');
      await ended;
    },
  };
};

const settings = (given: { dir: string; control: number; sip: number; rtp: number }): string =>
  [
    `sip_listen 127.0.0.1:${given.sip}`,
    'call_local_timeout 120',
    'call_max_calls 1',
    `audio_path ${given.dir}`,
    'audio_player aubridge,nowhere',
    `audio_source aufile,${given.dir}/silence.wav`,
    'audio_alert aubridge,nowhere',
    'ausrc_srate 8000',
    'auplay_srate 8000',
    'ausrc_channels 1',
    'auplay_channels 1',
    `rtp_ports ${given.rtp}-${given.rtp + 20}`,
    'module_path /usr/lib/baresip/modules',
    ...['g711', 'aufile', 'aubridge', 'sndfile'].map((name) => `module ${name}.so`),
    ...['account', 'menu', 'ctrl_tcp'].map((name) => `module_app ${name}.so`),
    `ctrl_tcp_listen 127.0.0.1:${given.control}`,
    `snd_path ${given.dir}`,
    '',
  ].join('\n');

const connected = (port: number): Promise<Socket | undefined> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
