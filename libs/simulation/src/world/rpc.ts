// A request to another process and its answer, both of which take time, and neither of which survives the server.
import { type Instance } from './instance';
import { type Sim } from './sim';

export interface Rpc<T> {
  readonly server: Instance | undefined;
  /** What the client gets when the server is not there, dies, or takes too long. */
  readonly lost: T;
  readonly msMax: number;
  readonly handle: (answer: (value: T) => void) => void;
}

export const rpc = <T>(sim: Sim, { server, lost, msMax, handle }: Rpc<T>): Promise<T> =>
  new Promise((resolve) => {
    const { kernel } = sim;
    let isOver = false;
    const finish = (value: T): void => {
      if (isOver) return;
      isOver = true;
      forgetTimer();
      forgetServer?.();
      kernel.after(latencyMs(sim), () => resolve(value));
    };
    const forgetTimer = kernel.after(Math.max(1, msMax), () => finish(lost));
    const forgetServer = server?.onDeath(() => finish(lost));
    kernel.after(latencyMs(sim), () =>
      server?.isAlive ? server.whenRunning(() => handle(finish)) : finish(lost),
    );
  });

const latencyMs = ({ random }: Sim): number => random.int(1, 6);
