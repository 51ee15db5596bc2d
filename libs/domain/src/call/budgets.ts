// What a call costs and how long it may last: charged at turn boundaries, and the first limit reached leads out.
import { type ReasonCode } from '@trunkline/flow';
import { emit, moveTo, type Draft } from './draft';
import { type BudgetCharged, type LimitReached } from './events';

type CallLimit = Extract<LimitReached['limit'], 'duration' | 'turns' | 'spend' | 'spend-per-day'>;

/** Charges what was used since the last time, then looks at the limits. */
export const charge = (draft: Draft): Draft => checkLimits(chargeUsed(draft));

export const chargeUsed = (draft: Draft): Draft => {
  const { prices } = draft.flow;
  const seconds = Math.ceil(draft.mediaMs / 1_000);
  const telephony = chargeUpTo(draft, 'telephony', seconds * prices.telephonyPerSecond);
  const recognition = chargeUpTo(telephony, 'recognition', seconds * prices.recognitionPerSecond);
  return chargeUpTo(recognition, 'synthesis', draft.call.voice.characters * prices.synthesisPerCharacter);
};

export const chargeTool = (draft: Draft, micros: number): Draft =>
  chargeUpTo(draft, 'tool', (draft.call.budget.charged.tool ?? 0) + micros);

export const checkLimits = (draft: Draft): Draft => {
  const { call, flow } = draft;
  const { totalMicros, spentTodayMicros } = call.budget;
  if (call.turn.ended > flow.limits.turnsMax) return limitReached(draft, 'turns');
  if (totalMicros > flow.limits.spendMicrosMax) return limitReached(draft, 'spend');
  if (spentTodayMicros + totalMicros > flow.limits.spendPerDayMicrosMax)
    return limitReached(draft, 'spend-per-day');
  return draft;
};

/** Once in a call: after it there is only a closing prompt, a hand-off, the end. */
export const limitReached = (draft: Draft, limit: CallLimit): Draft => {
  if (draft.call.budget.limitReached || draft.call.phase !== 'talking') return draft;
  const limited = emit(draft, { type: 'LimitReached', v: 1, limit });
  const reason = reasons[limit];
  return moveTo(limited, {
    to: draft.flow.globals.limits,
    because: `limit:${limit}`,
    trigger: 'policy',
    reason,
  });
};

const reasons = {
  duration: 'limit.duration',
  turns: 'limit.turns',
  spend: 'limit.spend',
  'spend-per-day': 'limit.spend',
} as const satisfies Record<CallLimit, ReasonCode>;

const chargeUpTo = (draft: Draft, kind: BudgetCharged['kind'], usedMicros: number): Draft => {
  const { charged, totalMicros } = draft.call.budget;
  const micros = Math.ceil(usedMicros) - (charged[kind] ?? 0);
  if (micros <= 0) return draft;
  return emit(draft, { type: 'BudgetCharged', v: 1, kind, micros, totalMicros: totalMicros + micros });
};
