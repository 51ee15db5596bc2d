// One run of a service: it has its own view of store and time, and once it is dead nothing of it happens any more.
import {
  StoreUnavailable,
  type Append,
  type Appended,
  type Event,
  type EventStore,
  type Input,
  type Scheduler,
} from '@trunkline/event-sourcing';
import { STOPPED_MS } from '../faults/faults';
import { type Sim } from './sim';

type HostStore = Pick<EventStore, 'append' | 'read' | 'acquire' | 'openStreams'>;

export class Instance {
  readonly store: HostStore;
  readonly scheduler: Scheduler;
  private readonly mourners = new Set<() => void>();
  private readonly watchmen = new Set<() => void>();
  private hasDied = false;
  /** While it is stopped: when it goes on. */
  private goesOn: Promise<void> | undefined;

  constructor(
    readonly name: string,
    private readonly sim: Sim,
    /** The anchor does not crash: with it the call is gone. */
    private readonly mayCrash: boolean,
  ) {
    this.scheduler = {
      schedule: (at, run) => sim.kernel.schedule(at, () => this.whenRunning(run)),
    };
    this.store = {
      append: (append) => this.append(append),
      read: (stream, from) => this.ask(() => sim.store.read(stream, from)),
      acquire: (stream) => this.ask(() => sim.store.acquire(stream)),
      openStreams: (category) => this.ask(() => sim.store.openStreams(category)),
    };
  }

  /** The name without its number. */
  get service(): string {
    return this.name.slice(0, this.name.lastIndexOf('-'));
  }

  get isAlive(): boolean {
    return !this.hasDied;
  }

  /** Returns the way out. */
  onDeath(mourn: () => void): () => void {
    this.mourners.add(mourn);
    return () => this.mourners.delete(mourn);
  }

  /** Returns the way out. */
  onStop(watch: () => void): () => void {
    this.watchmen.add(watch);
    return () => this.watchmen.delete(watch);
  }

  /** At once, or when the stopped process goes on; never after its death. */
  whenRunning(run: () => void): void {
    if (this.hasDied) return;
    if (this.goesOn === undefined) return run();
    void this.goesOn.then(() => (this.hasDied ? undefined : run()));
  }

  /** SIGSTOP, and SIGCONT much later: it does not know that it was away. */
  stop(): void {
    if (this.hasDied || this.goesOn !== undefined) return;
    this.goesOn = new Promise((resolve) => {
      this.sim.kernel.after(STOPPED_MS, () => {
        this.goesOn = undefined;
        resolve();
      });
    });
    for (const watch of [...this.watchmen]) watch();
  }

  crash(): void {
    if (this.hasDied) return;
    this.hasDied = true;
    for (const mourn of [...this.mourners]) mourn();
  }

  /** A place at which the instance may die; false when it has. */
  survives(kind: 'crash-before-append' | 'crash-after-append' | 'crash-between-effects'): boolean {
    if (!this.isAlive || !this.mayCrash) return this.isAlive;
    const isScripted = kind !== 'crash-between-effects' && this.sim.faults.isScripted(kind, this.service);
    if (isScripted || this.sim.faults.hits(kind)) this.crash();
    return this.isAlive;
  }

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.scheduler.schedule(this.sim.kernel.now + ms, resolve));
  }

  private async append<E extends Event, I extends Input>(append: Append<E, I>): Promise<Appended<E>> {
    if (!this.survives('crash-before-append')) return never();
    if (this.mayCrash && this.sim.faults.isScripted('stopped', this.service)) this.stop();
    const appended = await this.ask(() => this.sim.store.append<E, I>(append));
    if (!this.survives('crash-after-append')) return never();
    const isScripted = this.mayCrash && this.sim.faults.isScripted('commit-unknown', this.service);
    if (isScripted) throw new StoreUnavailable('connection lost after commit');
    if (!this.sim.faults.hits('commit-unknown')) return appended;
    this.sim.outage.mayFollowCommit();
    throw new StoreUnavailable('connection lost after commit');
  }

  private async ask<T>(question: () => Promise<T>): Promise<T> {
    await this.goesOn;
    if (this.hasDied) return never();
    this.sim.outage.mayBegin();
    if (this.sim.outage.isOn) throw new StoreUnavailable('no connection');
    const answer = await question();
    await this.goesOn;
    return this.hasDied ? never() : answer;
  }
}

/** What a dead process waits for. */
const never = <T>(): Promise<T> => new Promise<T>(() => undefined);
