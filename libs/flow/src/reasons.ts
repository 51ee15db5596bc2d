// Why a caller is handed to a human: the closed list of reason codes.
import { type ReasonCode, type ReasonFamily } from './model';

const names: Readonly<Record<ReasonFamily, readonly string[]>> = {
  caller: [
    'requested_human',
    'refused_ai',
    'frustrated',
    'repeated_request',
    'language_unsupported',
    'accessibility_need',
    'vulnerable_person',
    'complaint_or_legal',
  ],
  safety: ['emergency', 'self_harm', 'threat', 'abuse', 'fraud_suspected', 'minor_on_line'],
  identity: ['verification_failed', 'cannot_verify', 'mismatch', 'spoof_suspected'],
  policy: [
    'human_required',
    'amount_limit',
    'exception_requested',
    'payment_capture',
    'action_forbidden_in_stage',
  ],
  model: ['asr_low_confidence', 'no_progress', 'guardrail_blocked', 'unavailable', 'contradiction'],
  tool: ['repeated_error', 'budget_violation', 'breaker_open', 'in_doubt', 'invariant_failed'],
  media: ['poor_quality', 'one_way_audio'],
  limit: ['duration', 'turns', 'spend'],
  ops: ['drain', 'degraded_mode', 'supervisor_takeover', 'kill_switch'],
  plan: ['stage_exit', 'vip_route'],
};

export const reasonCodes: ReadonlySet<string> = new Set(
  Object.entries(names).flatMap(([family, codes]) => codes.map((code) => `${family}.${code}`)),
);

export const isReasonCode = (code: string): code is ReasonCode => reasonCodes.has(code);
