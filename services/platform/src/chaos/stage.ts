// What a played row stands on: processes that can be killed, people who call, a backend that witnesses.
import { type EventStore } from '@trunkline/event-sourcing';
import { type ServerName } from '@trunkline/servers';
import { type OrderDeskProcess } from '../demo/order-desk-process';
import { type Instances, type ServiceName } from '../processes/process-plan';
import { type Answers, type KeyedCall } from '../trial/keyed-caller';

export interface StageNeeds {
  /** Default `embedded`: Postgres, and the record itself as bus. `real`: Kafka and Redis beside it. */
  readonly engines?: 'real';
  /** A SIP engine in a process of its own, as drachtio-server is. */
  readonly sipEngine?: 'apart';
  /** More than one of a service. */
  readonly instances?: Instances;
  /** A human agent who is signed in and has a telephone. */
  readonly humanAgent?: true;
  /** The record is reached through a proxy that can cut commits. */
  readonly cutsCommits?: true;
  /** How long a drain may take; default a few seconds. */
  readonly drainMsMax?: number;
}

export interface Stage {
  readonly store: EventStore;
  readonly backend: OrderDeskProcess;
  /** Of an order that may be cancelled once; another each time. */
  nextOrder(): string;
  /** Places a call and answers what is asked. */
  call(answers: Answers): Promise<KeyedCall>;
  /** The final status that a call gets now. */
  refusedWith(): Promise<number>;
  /** Accepts what the desk offers of this call; true once both are bridged. */
  acceptAtDesk(callId: string): Promise<boolean>;
  /** Resolves when nothing is open any more; rejects and names what is. */
  settled(): Promise<void>;

  /** SIGKILL; resolves when the process is gone. The supervisor starts it again. */
  kill(service: ServiceName): Promise<void>;
  /** SIGTERM; resolves when the process is gone. The supervisor starts it again. */
  terminate(service: ServiceName): Promise<void>;
  /** Resolves when every process can work again. */
  healthy(): Promise<void>;
  /** SIGSTOP of the one that holds the call, SIGCONT after `ms`; resolves then. */
  stopOwner(callId: string, ms: number): Promise<void>;
  killSipEngine(): Promise<void>;

  killServer(name: ServerName): Promise<void>;
  startServer(name: ServerName): Promise<void>;
  flushRedis(): Promise<void>;
  /** Resolves when an append was committed and its answer never came. */
  cutNextCommit(): Promise<void>;
  putPoison(): Promise<void>;
  deadLetters(): Promise<number>;
  /** What the topic and the read models miss, or have in another order than the record, after `ms` at most. */
  behindRecord(ms: number): Promise<readonly string[]>;
}
