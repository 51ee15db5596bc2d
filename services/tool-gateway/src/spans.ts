// The spans of this service: their names, and every attribute they may carry.
import { spansOf } from '@trunkline/runtime';

export const spans = spansOf('trunkline.tool-gateway');

export const SPAN = {
  /** With a tool's name from the tenant's own closed list behind it, as the conventions for such spans have it. */
  executeTool: 'execute_tool',
  request: 'http.client',
} as const;
export const ATTRIBUTE = {
  tool: 'gen_ai.tool.name',
  effect: 'voice.tool.effect',
  attempts: 'voice.tool.attempts',
  attempt: 'voice.tool.attempt',
  purpose: 'voice.tool.purpose',
  outcome: 'voice.outcome',
} as const;

export type Purpose = 'attempt' | 'lookup';
