// The contract of Execute: one id, one set of arguments, one run, one outcome, however often it is asked for.
import { type tools } from '@trunkline/contracts';
import { type action } from '@trunkline/domain';
import { type ToolManifest } from '@trunkline/tenant';
import { newId } from '@trunkline/runtime';
import { askedAfterFence, cacheAsked, toolOffered } from '../observations';
import { type Actions } from './actions';
import { argsDigestOf, type ArgumentsGate } from './arguments-gate';
import { confirmationFlaw } from './confirmation-gate';
import { follow, type Update } from './follow';
import { type GatewayContext } from './gateway-context';
import { idempotencyKey, keyHash } from './idempotency-key';
import { type Refusal } from './refusal';
import { type ResultCache } from './result-cache';
import { toolOf } from './tenant-tools';

export interface ExecuteParts {
  readonly gateway: GatewayContext;
  readonly actions: Actions;
  readonly gate: ArgumentsGate;
  readonly cache: ResultCache;
}

export interface Asker {
  emit(update: Update & { readonly actionId: string; readonly idempotencyKey: string }): void;
  readonly gone: AbortSignal;
}

/** No `|`: the idempotency key is made of two ids with one between them. */
const ID = /^[A-Za-z0-9][\w.:#/-]{0,159}$/;

/** Resolves when the end is told, with a refusal instead, or when the asker has gone. Rejects as store and host do. */
export const execute = async (
  parts: ExecuteParts,
  request: tools.ExecuteRequest,
  asker: Asker,
): Promise<Refusal | undefined> => {
  const named = name(parts, request);
  if ('kind' in named) return named;
  const { actionId, manifest } = named;
  const asked = { ...request, actionId, effect: manifest.terms.effect };
  return parts.gateway.traces.asking(asked, (note) =>
    executeNamed(parts, request, {
      ...named,
      gone: asker.gone,
      emit: (update) => {
        note(update);
        asker.emit(update);
      },
    }),
  );
};

const executeNamed = async (
  parts: ExecuteParts,
  request: tools.ExecuteRequest,
  asker: Asker & Named,
): Promise<Refusal | undefined> => {
  const { gateway, actions } = parts;
  const { actionId, manifest } = asker;
  const known = await actions.know(actionId);
  const begun =
    known.status === 'none' ? await begin(parts, request, asker) : { isReplay: true, state: known };
  if ('kind' in begun) return begun;
  const key = idempotencyKey(gateway.serviceKey, request.tenantId, actionId);
  const tell = (update: Update): void => asker.emit({ ...update, actionId, idempotencyKey: key });
  if (begun.cached) return void tell({ kind: 'settled', end: begun.cached, isReplay: false });
  const refused = begun.state && stranger(begun.state, request);
  if (refused) return refused;
  const keep = (update: Update): void => {
    if (update.kind === 'settled') remember(parts, request, { manifest, update });
    tell(update);
  };
  await follow(actions, actionId, { emit: keep, gone: asker.gone, isReplay: begun.isReplay });
  return undefined;
};

interface Named {
  readonly actionId: string;
  readonly manifest: ToolManifest;
}

const name = ({ gateway }: ExecuteParts, request: tools.ExecuteRequest): Named | Refusal => {
  if (!ID.test(request.tenantId)) return { kind: 'bad-request', field: 'tenant_id', hint: 'must be an id' };
  if (!ID.test(request.callId)) return { kind: 'bad-request', field: 'call_id', hint: 'must be an id' };
  if (!gateway.tenants.get(request.tenantId)) return { kind: 'no-such-tenant' };
  const manifest = toolOf(gateway.tenants, request.tenantId, request.tool);
  if (!manifest) return { kind: 'bad-request', field: 'tool', hint: 'is no tool of the tenant' };
  // What only reads may be asked for without an id: asking again is another read.
  const actionId =
    request.actionId === '' && manifest.terms.effect === 'read' ? newId(gateway.clock()) : request.actionId;
  if (!ID.test(actionId)) return { kind: 'bad-request', field: 'action_id', hint: 'must be an id' };
  return { actionId, manifest };
};

interface Begun {
  readonly isReplay: boolean;
  /** Undefined when another process has it. */
  readonly state?: action.Action;
  readonly cached?: NonNullable<ReturnType<ResultCache['get']>>;
}

const begin = async (
  parts: ExecuteParts,
  request: tools.ExecuteRequest,
  named: Named,
): Promise<Begun | Refusal> => {
  const { gateway, actions, cache } = parts;
  const judged = judge(parts, request, named);
  if ('kind' in judged) return judged;
  const cached = lookInCache(parts, request, named);
  if (cached) return { isReplay: false, cached };
  const { tenantId, callId, tool, epoch } = request;
  const confirmationId = request.confirmation?.confirmationId;
  const consent = confirmationId === undefined ? {} : { confirmationId };
  const admitted = await gateway.ledger.admit({
    tenantId,
    callId,
    actionId: named.actionId,
    tool,
    epoch,
    ...consent,
  });
  if (admitted.kind === 'confirmation-used') return { kind: 'confirmation-void', because: 'used' };
  if (admitted.kind === 'fenced') {
    askedAfterFence(tool);
    return admitted;
  }
  if (named.manifest.terms.effect !== 'read') cache.forget(callId);
  toolOffered(tool, named.manifest.terms.patienceMs);
  const reserved = await actions.dispatch(reservation(parts, request, { ...named, ...judged, consent }), {
    tenantId,
    callId,
    actionId: named.actionId,
  });
  return reserved.kind === 'fenced'
    ? { isReplay: true }
    : { isReplay: reserved.kind !== 'appended', state: reserved.state };
};

interface Judged {
  readonly args: action.Fields;
  readonly deadlineAt: number;
}

const judge = (parts: ExecuteParts, request: tools.ExecuteRequest, { manifest }: Named): Judged | Refusal => {
  const { gateway, gate } = parts;
  if (request.toolHash !== manifest.terms.hash) return { kind: 'tool-changed' };
  const judged = gate.judge(manifest, request.argsJson, request.argsDigest);
  if (judged.kind !== 'args') return judged;
  const odd = gateway.connector.unsendable(manifest, judged.args);
  if (odd !== undefined)
    return { kind: 'bad-request', field: `args.${odd}`, hint: 'cannot be part of a path' };
  const atMs = gateway.clock();
  const patienceEndsAt = atMs + manifest.terms.patienceMs;
  const deadlineAt = request.deadlineMs > 0 ? Math.min(request.deadlineMs, patienceEndsAt) : patienceEndsAt;
  if (deadlineAt <= atMs) return { kind: 'too-late' };
  const refused = unconfirmed(gateway, request, manifest);
  return refused ?? { args: judged.args, deadlineAt };
};

/** A confirmation that is not needed is checked all the same: it is used up with the action. */
const unconfirmed = (
  gateway: GatewayContext,
  request: tools.ExecuteRequest,
  manifest: ToolManifest,
): Refusal | undefined => {
  const { confirmation, tenantId, callId, tool, toolHash } = request;
  if (!confirmation)
    return manifest.terms.effect === 'irreversible' ? { kind: 'confirmation-missing' } : undefined;
  const argsDigest = argsDigestOf(request.argsJson);
  const bound = { tenantId, callId, tool, toolHash, argsDigest, atMs: gateway.clock() };
  const because = confirmationFlaw(confirmation, bound, gateway.confirmationKey);
  return because === undefined ? undefined : { kind: 'confirmation-void', because };
};

const reservation = (
  { gateway }: ExecuteParts,
  request: tools.ExecuteRequest,
  of: Named & Judged & { readonly consent: { readonly confirmationId?: string } },
): action.Reserve => {
  const { actionId, manifest, args, deadlineAt, consent } = of;
  const { tenantId, callId, tool, epoch } = request;
  const { attemptsMax, attemptMsMax, inFlightMsMax, lookupAtMs, lookup, idempotency } = manifest;
  const isKeyed = idempotency.kind === 'header';
  return {
    type: 'Reserve',
    inputId: 'reserve',
    at: gateway.clock(),
    ...{ actionId, tenantId, callId, tool, args, epoch, deadlineAt, ...consent },
    toolHash: manifest.terms.hash,
    effect: manifest.terms.effect,
    argsDigest: argsDigestOf(request.argsJson),
    keyHash: keyHash(idempotencyKey(gateway.serviceKey, tenantId, actionId)),
    because: request.spokenBecause,
    terms: { attemptsMax, attemptMsMax, inFlightMsMax, lookupAtMs, isKeyed, hasLookup: lookup !== undefined },
  };
};

/** The same id in other hands, or with another meaning. */
const stranger = (state: action.Action, request: tools.ExecuteRequest): Refusal | undefined => {
  if (state.status === 'none') return undefined;
  const { tenantId, callId, tool, argsDigest } = state.reserved;
  if (tenantId !== request.tenantId || callId !== request.callId) return { kind: 'foreign-action' };
  const isSame = tool === request.tool && argsDigest === argsDigestOf(request.argsJson);
  return isSame ? undefined : { kind: 'key-reused' };
};

const cacheKey = (request: tools.ExecuteRequest, { terms }: ToolManifest): string =>
  [request.tenantId, terms.hash, argsDigestOf(request.argsJson)].join('|');

const lookInCache = (
  { gateway, cache }: ExecuteParts,
  request: tools.ExecuteRequest,
  { manifest }: Named,
) => {
  if (manifest.terms.effect !== 'read' || manifest.cacheMs <= 0) return undefined;
  const cached = cache.get(request.callId, cacheKey(request, manifest), gateway.clock());
  cacheAsked(cached ? 'hit' : 'miss');
  return cached;
};

const remember = (
  { gateway, cache }: ExecuteParts,
  request: tools.ExecuteRequest,
  told: { readonly manifest: ToolManifest; readonly update: Extract<Update, { kind: 'settled' }> },
): void => {
  const { manifest, update } = told;
  const isKept =
    manifest.terms.effect === 'read' && manifest.cacheMs > 0 && update.end.outcome === 'succeeded';
  if (!isKept || update.isReplay) return;
  const untilMs = gateway.clock() + manifest.cacheMs;
  cache.put(request.callId, cacheKey(request, manifest), { untilMs, end: update.end });
};
