// Finds the gateway that holds a call: by the registry of lines, or by asking each of those that are configured.
import { Metadata } from '@grpc/grpc-js';
import { type LineRegistry } from '@trunkline/cache';
import { line } from '@trunkline/contracts';
import { connect, deadlineIn } from '@trunkline/grpc';

export interface GatewaysOptions {
  /** One address, or several with commas between: each a gateway of its own. */
  readonly addresses: string;
  /** A hint for the shortest way; what it does not know, and what it says wrong, costs time and no call. */
  readonly registry?: Pick<LineRegistry, 'get'> | undefined;
}

/** Gateways come and go; connections to those that went are closed when there are too many. */
const CLIENTS_MAX = 64;
const ASK_MS_MAX = 1_500;
const REGISTRY_MS_MAX = 500;

export class Gateways {
  private readonly clients = new Map<string, line.LinesServiceClient>();
  private readonly configured: readonly string[];
  private isClosed = false;

  constructor(private readonly options: GatewaysOptions) {
    this.configured = options.addresses.split(',').map((address) => address.trim());
  }

  /** Resolves with the one that holds the call, or else with the first: its own answer is then the answer. */
  async holding(callId: string): Promise<line.LinesServiceClient> {
    const [first = '', ...others] = this.configured;
    const registered = await this.registered(callId);
    if (registered !== undefined && (await this.holds(registered, callId))) return this.client(registered);
    if (others.length === 0) return this.client(first);
    const found = await Promise.all(
      this.configured.map(async (address) => ((await this.holds(address, callId)) ? [address] : [])),
    );
    return this.client(found.flat()[0] ?? first);
  }

  close(): void {
    this.isClosed = true;
    for (const client of this.clients.values()) client.close();
    this.clients.clear();
  }

  /** A registry that does not answer knows nothing. */
  private async registered(callId: string): Promise<string | undefined> {
    const { registry } = this.options;
    if (registry === undefined) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), REGISTRY_MS_MAX);
    });
    const asked = registry.get(callId).catch(() => undefined);
    const address = await Promise.race([asked, late]);
    clearTimeout(timer);
    return address;
  }

  private holds(address: string, callId: string): Promise<boolean> {
    return new Promise((resolve) => {
      if (this.isClosed) return resolve(false);
      this.client(address).getLine({ callId }, new Metadata(), deadlineIn(ASK_MS_MAX), (error, answer) =>
        resolve(error ? false : answer.found),
      );
    });
  }

  private client(address: string): line.LinesServiceClient {
    const known = this.clients.get(address) ?? connect(line.LinesServiceClient, address);
    this.clients.delete(address);
    this.clients.set(address, known);
    this.closeOldest();
    return known;
  }

  private closeOldest(): void {
    if (this.clients.size <= CLIENTS_MAX) return;
    const oldest = [...this.clients].find(([address]) => !this.configured.includes(address));
    if (oldest === undefined) return;
    this.clients.delete(oldest[0]);
    oldest[1].close();
  }
}
