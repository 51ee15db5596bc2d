// stt or tts in a process of its own, so that its CPU and its start are not the bench's.
import { fork } from 'node:child_process';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const SELF = new URL(import.meta.url).pathname;
const SERVICES = {
  stt: () => require('@trunkline/stt').serveStt,
  tts: () => require('@trunkline/tts').serveTts,
};

/** Resolves once it listens; it ends when it is disconnected, or with the bench. */
export const startSpeech = async (service) => {
  const child = fork(SELF, [service]);
  const address = await new Promise((resolve) => child.once('message', resolve));
  return { child, address };
};

if (process.argv[1] === SELF) {
  const serve = SERVICES[process.argv[2]]();
  const { address } = await serve({ bind: '127.0.0.1:0' });
  process.on('disconnect', () => process.exit());
  process.send(address);
}
