// What a contact centre writes down in its tenant folder, after loading, checking and compiling.
import { type Flow, type ToolTerms } from '@trunkline/flow';

export interface Tenant {
  readonly id: string;
  readonly name: string;
  /** SHA-256 over the canonical JSON of everything below but secrets. */
  readonly hash: string;
  readonly trunks: readonly Trunk[];
  readonly numbers: readonly { readonly number: string; readonly flow: string }[];
  readonly queues: Readonly<Record<string, Queue>>;
  readonly flows: Readonly<Record<string, Flow>>;
  /** SHA-256 over the canonical JSON of each flow: what a call's record names and the snapshot store keeps. */
  readonly flowHashes: Readonly<Record<string, string>>;
  readonly tools: Readonly<Record<string, ToolManifest>>;
  readonly limits: { readonly linesMax: number };
}

/** Where calls may come from: known by source address, by digest, or by both at once. */
export interface Trunk {
  readonly name: string;
  /** CIDR blocks; a source outside of them is not this trunk. */
  readonly sources?: readonly string[];
  /** RFC 3261 22: what every call of the trunk is asked for. */
  readonly auth?: TrunkAuth;
  /** Lines of this trunk at once, beside what the tenant may hold. */
  readonly linesMax?: number;
}

export interface TrunkAuth {
  readonly realm: string;
  readonly username: string;
  readonly secret: string;
  /** In the order in which they are offered. */
  readonly algorithms: readonly ('SHA-256' | 'MD5')[];
}

export interface Queue {
  readonly name: string;
  readonly label: string;
  readonly skills: readonly string[];
  readonly waitMsMax: number;
  readonly offerMsMax: number;
  readonly agents: readonly HumanAgent[];
}

export interface HumanAgent {
  readonly id: string;
  readonly name: string;
  /** Where the human's phone rings. */
  readonly sipUri: string;
  readonly skills: readonly string[];
}

/** A tool as its operator reviewed it. `terms` is the part that the conversation knows. */
export interface ToolManifest {
  readonly terms: ToolTerms;
  readonly description: string;
  readonly observer: 'local' | 'first-party' | 'third-party';
  /** JSON Schema 2020-12 of the arguments; properties carry `x-sensitivity`. */
  readonly argsSchema: Readonly<Record<string, unknown>>;
  readonly operation: HttpOperation;
  /** How an action's fate is found when its answer was lost. */
  readonly lookup?: Lookup;
  readonly idempotency: { readonly kind: 'header'; readonly header: string } | { readonly kind: 'none' };
  readonly attemptsMax: number;
  readonly attemptMsMax: number;
  /** An absent result of a look-up proves nothing before this has passed since the last send. */
  readonly inFlightMsMax: number;
  readonly lookupAtMs: readonly number[];
  readonly cacheMs: number;
}

export interface HttpOperation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';
  /** Absolute URL; `{arg}` in the path is filled in, URL-encoded. Only this host is ever called. */
  readonly url: string;
  /** JSON body: argument name to JSON field. */
  readonly body: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytesMax: number;
  /** Result field to JSON Pointer (RFC 6901) in the answer. */
  readonly result: Readonly<Record<string, string>>;
  readonly receipt?: string;
  /** JSON Pointer to the other side's own error code in a refusal. */
  readonly errorPointer?: string;
  /**
   * Definite refusals, where nothing was done, to our error code: by status (`404`), or by status and the other
   * side's code (`409 already_shipped`) where the status alone proves nothing (a 409 may mean "still at it").
   */
  readonly refusals: Readonly<Record<string, string>>;
}

export interface Lookup {
  readonly operation: HttpOperation;
  /** JSON Pointer to a field that says whether it was done, and its values. */
  readonly statePointer: string;
  readonly committed: readonly string[];
  readonly absent: readonly string[];
}
