// The host: one decider, many streams, one store. The same code runs in production and in the simulator.
import { type Effect, type Event, type Input } from '../decider';
import { Activity } from './mailbox';
import {
  HOST_LIMITS,
  HostClosed,
  HostFull,
  type Host,
  type HostFault,
  type HostOptions,
} from './host-contract';
import { StreamActor, type ActorPorts } from './stream-actor';

/** Nothing is performed that was not appended first. The host reads no clock and draws no lots of its own. */
export const createHost = <S, I extends Input, E extends Event, F extends Effect>(
  options: HostOptions<S, I, E, F>,
): Host<S, I, E> => new StreamHost(options);

class StreamHost<S, I extends Input, E extends Event, F extends Effect> implements Host<S, I, E> {
  private readonly actors = new Map<string, StreamActor<S, I, E, F>>();
  private readonly ports: ActorPorts<S, I, E, F>;
  private isClosing = false;

  constructor(private readonly options: HostOptions<S, I, E, F>) {
    this.ports = {
      options,
      limits: { ...HOST_LIMITS, ...options.limits },
      activity: new Activity(),
      report: (fault) => this.report(fault),
      dispatch: (stream, input) => this.dispatch(stream, input),
      forget: (actor) => {
        if (this.actors.get(actor.stream) === actor) this.actors.delete(actor.stream);
      },
    };
  }

  async dispatch(stream: string, input: I, causationId?: string) {
    return this.actor(stream).dispatch({ input, causationId });
  }

  async recover(stream: string): Promise<void> {
    await this.actor(stream).recover();
  }

  async recoverAll(
    category = this.options.decider.category,
    isMine = (_stream: string) => true,
  ): Promise<number> {
    const waiting = (await this.options.store.openStreams(category)).filter(isMine);
    let recovered = 0;
    const work = async (): Promise<void> => {
      for (let stream = waiting.shift(); stream !== undefined; stream = waiting.shift()) {
        if (await this.tryRecover(stream)) recovered += 1;
      }
    };
    await Promise.all(Array.from({ length: this.ports.limits.recoveriesMax }, work));
    return recovered;
  }

  async release(stream: string): Promise<void> {
    await this.actors.get(stream)?.release();
  }

  idle(): Promise<void> {
    return this.ports.activity.idle();
  }

  state(stream: string): S | undefined {
    return this.actors.get(stream)?.state;
  }

  streams(): readonly string[] {
    return [...this.actors.keys()];
  }

  async close(): Promise<void> {
    this.isClosing = true;
    await Promise.all([...this.actors.values()].map((actor) => actor.release()));
  }

  /** Throws HostClosed or HostFull. */
  private actor(stream: string): StreamActor<S, I, E, F> {
    const known = this.actors.get(stream);
    if (this.isClosing) throw new HostClosed('the host is closing');
    if (known) return known;
    const { streamsMax } = this.ports.limits;
    if (this.actors.size >= streamsMax) throw new HostFull(`the host holds ${streamsMax} streams already`);
    const actor = new StreamActor(stream, this.ports);
    this.actors.set(stream, actor);
    return actor;
  }

  private async tryRecover(stream: string): Promise<boolean> {
    try {
      await this.recover(stream);
      return true;
    } catch (error) {
      this.report({ kind: 'recovery-failed', stream, error });
      return false;
    }
  }

  /** A hook that fails must not take the host with it. */
  private report(fault: HostFault): void {
    try {
      this.options.onFault?.(fault);
    } catch {
      return;
    }
  }
}
