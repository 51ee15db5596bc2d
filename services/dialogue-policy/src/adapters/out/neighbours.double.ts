// The tool gateway and the hand-off service for specs: real gRPC servers whose answers are scripted.
import { type ServerWritableStream, status } from '@grpc/grpc-js';
import { handoff, tools } from '@trunkline/contracts';
import { serve, type Serving } from '@trunkline/grpc';

type Execute = ServerWritableStream<tools.ExecuteRequest, tools.ExecuteResponse>;
type Request = ServerWritableStream<handoff.RequestRequest, handoff.RequestResponse>;

export type Answer =
  Partial<tools.Settled> | { readonly refuse: status; readonly details: string } | 'break' | 'silent';

const STATES = {
  queued: handoff.HandoffState.HANDOFF_STATE_QUEUED,
  offered: handoff.HandoffState.HANDOFF_STATE_OFFERED,
  accepted: handoff.HandoffState.HANDOFF_STATE_ACCEPTED,
  bridged: handoff.HandoffState.HANDOFF_STATE_BRIDGED,
  completed: handoff.HandoffState.HANDOFF_STATE_COMPLETED,
  abandoned: handoff.HandoffState.HANDOFF_STATE_ABANDONED,
  failed: handoff.HandoffState.HANDOFF_STATE_FAILED,
  'no-agent': handoff.HandoffState.HANDOFF_STATE_NO_AGENT,
} as const;

export class Neighbours {
  readonly executed: tools.ExecuteRequest[] = [];
  readonly fenced: tools.FenceRequest[] = [];
  readonly requested: handoff.RequestRequest[] = [];
  readonly cancelled: string[] = [];
  /** Scripted answers by tool, the last one for good. */
  answers: Record<string, Answer[]> = {};
  /** Told to whoever follows a hand-off, in order, as soon as it follows. */
  notices: readonly (keyof typeof STATES | 'breaks' | 'is-refused')[] = [];
  private follower: Request | undefined;
  private serving: Serving | undefined;
  private noticedAt = 1_000;

  async start(bind = '127.0.0.1:0'): Promise<string> {
    this.serving = await serve(bind, [
      {
        definition: tools.ActionsServiceService,
        implementation: {
          execute: (call: Execute) => this.execute(call),
          fence: (
            call: { request: tools.FenceRequest },
            answer: (error: null, response: tools.FenceResponse) => void,
          ) => {
            this.fenced.push(call.request);
            const { executed } = this;
            answer(null, {
              actions: executed.map(({ actionId, tool }) => ({ actionId, tool, state: 'unknown' })),
            });
          },
        },
      },
      {
        definition: handoff.HandoffsServiceService,
        implementation: {
          request: (call: Request) => this.request(call),
          cancel: (
            call: { request: handoff.CancelRequest },
            answer: (error: null, response: handoff.CancelResponse) => void,
          ) => {
            this.cancelled.push(call.request.handoffId);
            answer(null, { found: true });
          },
        },
      },
    ]);
    return this.serving.address;
  }

  notify(notice: keyof typeof STATES): void {
    this.noticedAt += 1;
    this.follower?.write({
      handoffId: this.requested.at(-1)?.handoffId ?? '',
      state: STATES[notice],
      atMs: this.noticedAt,
      cause: '',
      agentName: 'Ana',
      headline: '',
      revision: 1,
    });
  }

  /** The stream of the one who follows the hand-off is lost. */
  breakFollower(): void {
    this.follower?.emit('error', { code: status.UNAVAILABLE, details: 'gone' });
  }

  async stop(): Promise<void> {
    await this.serving?.close();
  }

  private execute(call: Execute): void {
    const { request } = call;
    this.executed.push(request);
    const script = this.answers[request.tool] ?? [];
    const answer = script.length > 1 ? script.shift() : script[0];
    if (answer === undefined || answer === 'silent') return;
    if (answer === 'break') {
      call.emit('error', { code: status.UNAVAILABLE, details: 'gone' });
      return;
    }
    if ('refuse' in answer) {
      call.emit('error', { code: answer.refuse, details: answer.details });
      return;
    }
    const settled = tools.Settled.fromPartial({
      outcome: tools.Outcome.OUTCOME_SUCCEEDED,
      proof: 'response',
      idempotencyKey: 'key',
      ...answer,
    });
    call.write({ actionId: request.actionId, update: { $case: 'attempting', value: { attempt: 1 } } });
    call.write({ actionId: request.actionId, update: { $case: 'settled', value: settled } });
    call.end();
  }

  private request(call: Request): void {
    this.requested.push(call.request);
    this.follower = call;
    for (const notice of this.notices) {
      if (notice === 'breaks') this.breakFollower();
      else if (notice === 'is-refused')
        call.emit('error', { code: status.NOT_FOUND, details: 'no such queue' });
      else this.notify(notice);
    }
  }
}
