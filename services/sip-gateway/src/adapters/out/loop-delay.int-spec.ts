import { loopDelayContract } from '../../ports/loop-delay.contract';
import { measureLoopDelay } from './loop-delay';

const block = (ms: number): void => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

loopDelayContract('node', measureLoopDelay, block);
