// The service put together: SIP and gRPC doors, the line host, the ticker, the drain.
import { conversation, speech } from '@trunkline/contracts';
import { line } from '@trunkline/domain';
import { createHost, type EventStore, type Scheduler } from '@trunkline/event-sourcing';
import { connect, serve, type Serving } from '@trunkline/grpc';
import { driveTicker, monotonicMs, portRange, type TickerDriver } from '@trunkline/media';
import { type Logger } from '@trunkline/runtime';
import { createVoiceActivityEngine } from '@trunkline/voice-activity';
import { linesDoor } from './adapters/in/lines-door';
import { type DrachtioAddress, drachtioTelephony } from '@trunkline/telephony';
import { type LineHost } from './app/line-ports';
import { type RouteTable } from './domain/route-table';
import { Switchboard } from './app/switchboard';
import { type GatewayConfig } from './config';
import { tickWasLate } from './observations';

export interface GatewayOptions {
  readonly config: GatewayConfig;
  /** Where LinesService is served, e.g. `unix:/run/trunkline/lines.sock`. */
  readonly bind: string;
  readonly sip: DrachtioAddress;
  readonly sttAddress: string;
  readonly ttsAddress: string;
  readonly conversationAddress: string;
  readonly store: EventStore;
  readonly routes: RouteTable;
  readonly scheduler: Scheduler;
  readonly log: Logger;
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

/** How long the BYEs of a drained gateway may take. */
const HANG_UP_MS_MAX = 5_000;

export const serveSipGateway = async (options: GatewayOptions): Promise<Gateway> => {
  const { config, log } = options;
  const ticker = driveTicker({ clock: monotonicMs, onLate: tickWasLate });
  const voiceActivity = await createVoiceActivityEngine({ kind: config.voiceActivity });
  const telephony = drachtioTelephony(options.sip, (err) => log.error({ err }, 'SIP'));
  telephony.onConnection((isConnected) => log.info({ isConnected }, 'SIP engine'));
  const recognizer = connect(speech.RecognizerServiceClient, options.sttAddress);
  const synthesizer = connect(speech.SynthesizerServiceClient, options.ttsAddress);
  const brain = connect(conversation.ConversationServiceClient, options.conversationAddress);
  const host = { current: undefined as LineHost | undefined };
  const theHost = (): LineHost => {
    if (!host.current) throw new Error('the line host is created before the first invitation');
    return host.current;
  };
  const switchboard = new Switchboard(
    {
      config,
      telephony,
      ticker,
      ports: portRange(config.rtpPortMin, config.rtpPortMax),
      voiceActivity,
      host: theHost,
      log,
      clock: monotonicMs,
      wallMs: Date.now,
      openRecognition: () => recognizer.recognize(),
      openSynthesis: () => synthesizer.synthesize(),
      openConversation: () => brain.converse(),
    },
    options.routes,
  );
  const lostTenants = new Map<string, string>();
  host.current = lineHost(
    options,
    switchboard,
    (callId) => switchboard.tenantOf(callId) ?? lostTenants.get(callId),
  );
  await closeLostLines(options, host.current, lostTenants);
  telephony.onInvitation((invitation) => void switchboard.receive(invitation));
  telephony.onPing(() => (switchboard.isDraining || switchboard.linesActive >= config.linesMax ? 503 : 200));
  const door: Serving = await serve(options.bind, [linesDoor(switchboard, config.instance)]);
  await telephony.open();
  const clients = [recognizer, synthesizer, brain];
  return {
    address: door.address,
    ticker,
    linesActive: () => switchboard.linesActive,
    notReady: () => (telephony.isConnected ? undefined : 'the SIP engine is away'),
    drain: () => drain(switchboard, config.drainMsMax),
    close: async () => {
      await switchboard.close();
      await telephony.close();
      await door.close();
      await host.current?.close();
      ticker.stop();
      await voiceActivity.close();
      for (const client of clients) client.close();
    },
  };
};

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

/** Lines that a predecessor under our name held are gone with its sockets: their record says so. */
const closeLostLines = async (
  options: GatewayOptions,
  host: LineHost,
  tenants: Map<string, string>,
): Promise<void> => {
  for (const stream of await options.store.openStreams('line')) {
    const { events } = await options.store.read<line.LineEvent, line.LineInput>(stream);
    const offered = events[0]?.event;
    if (offered?.type !== 'LineOffered' || offered.gateway !== options.config.instance) continue;
    tenants.set(offered.callId, offered.tenantId);
    const at = Date.now();
    await host.dispatch(stream, { type: 'NoteHungUp', reason: 'gateway-lost', inputId: 'gateway-lost', at });
    await host.dispatch(stream, { type: 'NoteReleased', inputId: 'gateway-lost-released', at });
  }
};

const drain = async (switchboard: Switchboard, graceMs: number): Promise<void> => {
  switchboard.drain();
  await switchboard.empty(graceMs);
  switchboard.hangUpAll('drain');
  await switchboard.empty(HANG_UP_MS_MAX);
};
