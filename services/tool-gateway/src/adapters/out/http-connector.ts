// Tools over HTTP: request, exchange, and what the answer proves.
import { type ToolManifest } from '@trunkline/tenant';
import {
  type AttemptEnd,
  type LookupEnd,
  type ToolConnector,
  type ToolUse,
} from '../../ports/tool-connector.port';
import { type Egress } from './egress';
import { attemptEnd, lookupEnd } from './http-answer';
import { exchange } from './http-exchange';
import { attemptRequest, lookupRequest, unsendableArg } from './http-request';

export class HttpConnector implements ToolConnector {
  constructor(private readonly egress: Egress) {}

  async attempt({ manifest, args, idempotencyKey, timeoutMs }: ToolUse): Promise<AttemptEnd> {
    const request = { ...attemptRequest(manifest, args, idempotencyKey), timeoutMs };
    return attemptEnd(await exchange(request, this.egress), manifest.operation);
  }

  async lookUp({ manifest, args, idempotencyKey, timeoutMs }: ToolUse): Promise<LookupEnd> {
    if (!manifest.lookup) return { state: 'error' };
    const request = { ...lookupRequest(manifest.lookup.operation, args, idempotencyKey), timeoutMs };
    return lookupEnd(await exchange(request, this.egress), manifest.lookup);
  }

  unsendable(manifest: ToolManifest, args: ToolUse['args']): string | undefined {
    return unsendableArg(manifest.operation, args);
  }
}
