// The gateway process: SIP engine, record and lines; told to end, it drains for as long as its calls last.
import { openEngines } from '@trunkline/engines';
import { secureTransport } from '@trunkline/grpc';
import { readiness, runProcess } from '@trunkline/runtime';
import { wallScheduler } from '@trunkline/runtime/wall-scheduler';
import { loadTenants, variablesFrom } from '@trunkline/tenant';
import { openSipEngine } from './adapters/out/sip-engine';
import { routesOf } from './app/tenant-routes';
import { readProcessConfig } from './config';
import { routeTable } from './domain/route-table';
import { serveSipGateway } from './serve-sip-gateway';

const { env } = process;
/** Longer than any drain that can be configured: a drain ends by itself. */
const CLOSE_MS_MAX = 15_000_000;

runProcess(
  { service: 'sip-gateway', env, closeMsMax: CLOSE_MS_MAX, secondSignal: 'wait' },
  async ({ service, log, opened }) => {
    const { gateway: config, engine, tenantsDir, advertise, ...rest } = readProcessConfig(env);
    const tenants = loadTenants(tenantsDir, { variables: variablesFrom(env) });
    secureTransport(env);
    const { store, cache } = opened(await openEngines(env, { service, log }));
    const { address: sip } = opened(await openSipEngine(engine, log));
    const gateway = await serveSipGateway({
      ...rest,
      ...{ config, sip, store, log },
      routes: routeTable(tenants.map(routesOf)),
      scheduler: wallScheduler(Date.now),
      registry: { lines: cache.lines, address: advertise },
      counters: cache.counters,
    });
    opened({ close: () => gateway.drain().then(() => gateway.close()) });
    readiness.check(service, () => gateway.notReady());
  },
);
