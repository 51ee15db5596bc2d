// What a platform is told at its start.
import { type GatewayConfig } from '@trunkline/sip-gateway';
import { type Tenant } from '@trunkline/tenant';
import { join } from 'node:path';

export interface PlatformOptions {
  readonly dataDir: string;
  readonly sip: HostPort;
  readonly http: HostPort;
  readonly tenants: readonly Tenant[];
  /** False trades the survival of a power cut for speed. */
  readonly durable: boolean;
  readonly gateway?: Partial<GatewayConfig>;
  /** `host:port` of tools on loopback or in private ranges. */
  readonly privateHosts: readonly string[];
  /** JSON lines; standard output when absent. */
  readonly logFile?: string;
  readonly logLevel?: 'debug' | 'info' | 'warn';
  readonly otlpEndpoint?: string;
}

export interface HostPort {
  readonly host: string;
  readonly port: number;
}

export const recordingsOf = ({ dataDir }: PlatformOptions): string => join(dataDir, 'recordings');
