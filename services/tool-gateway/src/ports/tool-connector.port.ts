// The port to the systems behind the tools: what was sent, and what its end proves.
import { type action } from '@trunkline/domain';
import { type ToolManifest } from '@trunkline/tenant';

export interface ToolUse {
  readonly manifest: ToolManifest;
  readonly args: action.Fields;
  readonly idempotencyKey: string;
  /** From the call of the method to its end, whatever the other side does. */
  readonly timeoutMs: number;
}

export interface AttemptEnd {
  readonly class: action.AttemptClass;
  /** Why, unless ok: a refusal's code from the manifest, or timeout, reset, unreachable, bad_answer, ... */
  readonly code?: string;
  readonly result?: action.Fields;
  readonly receipt?: string;
}

export interface LookupEnd {
  readonly state: action.LookupState;
  readonly result?: action.Fields;
  readonly receipt?: string;
}

export interface ToolConnector {
  /** Never rejects: every failure has a class. `retryable` only if nothing that could take effect was sent. */
  attempt(use: ToolUse): Promise<AttemptEnd>;
  /** Never rejects. `absent` and `committed` only if the other side said so. */
  lookUp(use: ToolUse): Promise<LookupEnd>;
  /** The argument that cannot be put into a request of this tool, if there is one. */
  unsendable(manifest: ToolManifest, args: action.Fields): string | undefined;
}
