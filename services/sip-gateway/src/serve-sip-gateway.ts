// The service put together: SIP and gRPC doors, the line host, the ticker, the drain.
import { type Counters, type LineRegistry, MemoryCounters } from '@trunkline/cache';
import { line } from '@trunkline/domain';
import { createHost, type EventStore, type Scheduler } from '@trunkline/event-sourcing';
import { serve, type Serving } from '@trunkline/grpc';
import { driveTicker, monotonicMs, portRange, type TickerDriver } from '@trunkline/media';
import { type Logger } from '@trunkline/runtime';
import { type DrachtioAddress, drachtioTelephony, type Telephony } from '@trunkline/telephony';
import { createVoiceActivityEngine } from '@trunkline/voice-activity';
import { randomBytes } from 'node:crypto';
import { linesDoor } from './adapters/in/lines-door';
import { measureLoopDelay } from './adapters/out/loop-delay';
import { connectNeighbours, type NeighbourAddresses } from './adapters/out/neighbours';
import { BrainWatch } from './app/brain-watch';
import { Doorkeeper } from './app/doorkeeper';
import { drain } from './app/drain';
import { HouseStrain } from './app/house-strain';
import { keepHouse } from './app/housekeeping';
import { LineBeacon } from './app/line-beacon';
import { type LineHost } from './app/line-ports';
import { LostLines } from './app/lost-lines';
import { SourceRate } from './app/source-rate';
import { Switchboard } from './app/switchboard';
import { TrunkProof } from './app/trunk-proof';
import { type GatewayConfig } from './config';
import { type RouteTable } from './domain/route-table';
import { engineIsConnected, houseIsDraining, houseOpened } from './observations';

export interface GatewayOptions extends NeighbourAddresses {
  readonly config: GatewayConfig;
  /** Where LinesService is served, e.g. `unix:/run/trunkline/lines.sock`. */
  readonly bind: string;
  readonly sip: DrachtioAddress;
  readonly store: EventStore;
  readonly routes: RouteTable;
  readonly scheduler: Scheduler;
  readonly log: Logger;
  /** Says which gateway holds which call, under the address where this one's LinesService is reached. */
  readonly registry?: { readonly lines: LineRegistry; readonly address: string };
  /** Counts calls of a source together with other gateways; in this process alone if absent. */
  readonly counters?: Counters;
}

export interface Gateway {
  readonly address: string;
  readonly ticker: TickerDriver;
  linesActive(): number;
  /** Why no call would be taken at this moment; undefined when one would. */
  notReady(): string | undefined;
  /** Refuses new lines, waits until the last has ended or the grace is over; what is left is hung up. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

export const serveSipGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const { config, log } = options;
  houseOpened(config.linesMax);
  const house = await openHouse(options);
  const { switchboard, telephony, ticker } = house;
  let door: Serving | undefined;
  try {
    door = await serve(options.bind, [linesDoor(switchboard, config.instance)]);
    await answerCalls(house, log);
  } catch (error) {
    await closeAll(house, door);
    throw error;
  }
  const endHousekeeping = keepHouse({ ...house, owed: switchboard.owed, log, clock: monotonicMs });
  return {
    address: door.address,
    ticker,
    linesActive: () => switchboard.linesActive,
    notReady: () => {
      if (!telephony.isConnected) return 'the SIP engine is away';
      return house.brain.isAway ? 'the dialogue policy is away' : undefined;
    },
    drain: () => {
      houseIsDraining(true);
      switchboard.drain();
      return drain(switchboard, { ...config, clock: monotonicMs });
    },
    close: async () => {
      await switchboard.close();
      endHousekeeping();
      await closeAll(house, door);
    },
  };
};

const closeAll = async (house: House, door: Serving | undefined): Promise<void> => {
  await house.telephony.close();
  await door?.close();
  await house.close();
};

interface House {
  readonly telephony: Telephony;
  readonly ticker: TickerDriver;
  readonly strain: HouseStrain;
  readonly switchboard: Switchboard;
  readonly lost: LostLines;
  readonly beacon: LineBeacon | undefined;
  readonly brain: BrainWatch;
  readonly reachesBrain: () => boolean | undefined;
  close(): Promise<void>;
}

const openHouse = async (options: GatewayOptions): Promise<House> => {
  const { config, log } = options;
  const loopDelay = measureLoopDelay();
  const strain = new HouseStrain(loopDelay, config);
  const ticker = driveTicker({ clock: monotonicMs, onLate: (ms) => strain.tickWasLate(ms) });
  const voiceActivity = await createVoiceActivityEngine({ kind: config.voiceActivity });
  const telephony = drachtioTelephony(options.sip, (err) => log.error({ err }, 'SIP'));
  const neighbours = connectNeighbours(options);
  const beacon = beaconOf(options);
  const brain = new BrainWatch();
  const later: { host?: LineHost } = {};
  const host = (): LineHost => {
    if (!later.host) throw new Error('the line host is created before the first invitation');
    return later.host;
  };
  const switchboard: Switchboard = new Switchboard({
    ...{ ...neighbours, config, telephony, ticker, voiceActivity, host, beacon, log },
    ports: portRange(config.rtpPortMin, config.rtpPortMax),
    door: doorkeeperOf(options),
    strain: () => strain.strain,
    brainReady: () => !brain.isAway,
    clock: monotonicMs,
    wallMs: Date.now,
  });
  const { store } = options;
  const isHeld = (callId: string): boolean => switchboard.has(callId);
  const lost = new LostLines({
    ...{ store, instance: config.instance, host, isHeld, wallMs: Date.now },
    release: (dialog) => telephony.release(dialog),
  });
  const tenantOf = (callId: string) => switchboard.tenantOf(callId) ?? lost.tenantOf(callId);
  later.host = lineHost(options, switchboard, tenantOf);
  const close = async (): Promise<void> => {
    await later.host?.close();
    ticker.stop();
    loopDelay.close();
    await voiceActivity.close();
    neighbours.close();
  };
  const { reachesBrain } = neighbours;
  return { telephony, ticker, strain, switchboard, lost, beacon, brain, reachesBrain, close };
};

/** Lines of our name that nobody holds are closed first, and again with every connection to the engine. */
const answerCalls = async ({ telephony, switchboard, lost }: House, log: Logger): Promise<void> => {
  await lost.close();
  telephony.onInvitation((invitation) => void switchboard.receive(invitation));
  telephony.onPing(() => (switchboard.isOpen ? 200 : 503));
  let connections = 0;
  telephony.onConnection((isConnected) => {
    engineIsConnected(isConnected);
    log.info({ isConnected }, 'SIP engine');
    if (isConnected) connections += 1;
    if (!isConnected || connections === 1) return;
    lost.close().catch((err: unknown) => log.error({ err }, 'lost lines are not closed'));
  });
  await telephony.open();
};

const doorkeeperOf = ({ routes, counters, config, log }: GatewayOptions): Doorkeeper =>
  new Doorkeeper({
    routes,
    proof: new TrunkProof(randomBytes(32).toString('base64url')),
    rate: new SourceRate({
      counters: counters ?? new MemoryCounters(),
      callsMax: config.sourceCallsMax,
      onFault: (err) => log.warn({ err }, 'calls of a source are not counted'),
    }),
    wallMs: Date.now,
  });

const beaconOf = ({ registry, log }: GatewayOptions): LineBeacon | undefined =>
  registry &&
  new LineBeacon({
    registry: registry.lines,
    address: registry.address,
    onFault: (err) => log.warn({ err }, 'lines are not published'),
  });

const lineHost = (
  options: GatewayOptions,
  switchboard: Switchboard,
  tenantOf: (callId: string) => string | undefined,
): LineHost =>
  createHost<line.Line, line.LineInput, line.LineEvent, line.LineEffect>({
    decider: line.lineDecider,
    store: options.store,
    actor: { service: 'sip-gateway', instance: options.config.instance },
    perform: (effect, context) => switchboard.perform(effect, context),
    clock: Date.now,
    scheduler: options.scheduler,
    locate: (stream) => {
      const callId = stream.slice('line/'.length);
      return { tenantId: tenantOf(callId) ?? '', callId };
    },
    onFault: (fault) => options.log.error({ fault }, 'line host'),
  });
