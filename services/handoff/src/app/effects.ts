// Performs what hand-offs ask for: the packet, the search, the dialling, the human agent's release.
import { type EffectContext, type EpochMs, isClearTimer, isSetTimer } from '@trunkline/event-sourcing';
import {
  type Handoff,
  type HandoffEffect,
  type HandoffEvent,
  type HandoffInput,
} from '@trunkline/domain/handoff/index';
import { type Logger } from '@trunkline/runtime';
import { type Lines } from '../ports/lines.port';
import { type Agents } from './agents';
import { packetIdOf, type Cases } from './cases';

export interface EffectPorts {
  readonly cases: Cases;
  readonly agents: Agents;
  readonly lines: Lines;
  readonly clock: () => EpochMs;
  readonly newId: () => string;
  readonly log: Logger;
  readonly search: () => void;
}

type Context = EffectContext<Handoff, HandoffInput, HandoffEvent>;

export const performer = (ports: EffectPorts) => {
  const bridges = new Map<string, () => void>();
  return async (effect: HandoffEffect, context: Context): Promise<void> => {
    if (isSetTimer(effect) || isClearTimer(effect)) return;
    switch (effect.type) {
      case 'FreezePacket':
        return freeze(ports, context);
      case 'FindAgent':
        return ports.search();
      case 'DialAgent':
        return dial(ports, bridges, { effect, context });
      case 'DropBridge':
        return drop(ports, bridges, { effect, context });
      case 'SettleAgent': {
        const key = { tenantId: context.event.tenantId, agentId: effect.agentId };
        return ports.agents.settle(key, effect, context.effectId);
      }
    }
  };
};

const freeze = async (ports: EffectPorts, context: Context): Promise<void> => {
  const opened = context.event.event;
  if (opened.type !== 'HandoffOpened') return;
  const answer = { inputId: context.effectId, answers: context.effectId };
  const made = await ports.cases.make(opened, 1);
  const at = ports.clock();
  if (!made) {
    await context.dispatch({ ...answer, at, type: 'NotePacketFailed', cause: 'no-such-call' });
    return;
  }
  const packetId = packetIdOf(opened.handoffId);
  const { asOfVersion } = opened;
  await context.dispatch({ ...answer, at, type: 'NotePacket', packetId, digest: made.digest, asOfVersion });
};

type Of<T extends HandoffEffect['type']> = {
  readonly effect: Extract<HandoffEffect, { type: T }>;
  readonly context: Context;
};

const dial = (
  ports: EffectPorts,
  bridges: Map<string, () => void>,
  { effect, context }: Of<'DialAgent'>,
): void => {
  const { bridgeId, sipUri, ringMsMax } = effect;
  const request = { callId: context.event.callId, bridgeId, targetUri: sipUri, ringMsMax };
  const letGo = ports.lines.bridge(request, ({ state, cause }) => {
    const isLast = state === 'failed' || state === 'ended';
    if (isLast) bridges.delete(bridgeId);
    const inputId = `${bridgeId}:${state}`;
    const answers = isLast ? { answers: context.effectId } : {};
    context
      .dispatch({ type: 'NoteBridge', inputId, at: ports.clock(), bridgeId, state, cause, ...answers })
      .catch((error: unknown) => ports.log.error({ err: error, state }, 'bridge progress was not recorded'));
  });
  bridges.set(bridgeId, letGo);
};

/** The stream is let go after the leg was hung up: its last word is then no news. */
const drop = async (
  ports: EffectPorts,
  bridges: Map<string, () => void>,
  { effect: { bridgeId, reason }, context }: Of<'DropBridge'>,
): Promise<void> => {
  const letGo = bridges.get(bridgeId);
  bridges.delete(bridgeId);
  try {
    await ports.lines.hangUp(context.event.callId, bridgeId, reason);
  } finally {
    letGo?.();
  }
};
