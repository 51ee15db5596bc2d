// What every line of a gateway shares.
import { type conversation } from '@trunkline/contracts';
import { type line } from '@trunkline/domain';
import { type Host } from '@trunkline/event-sourcing';
import { type DuplexCall } from '@trunkline/grpc';
import { type PortRange, type TickerDriver } from '@trunkline/media';
import { type Logger } from '@trunkline/runtime';
import { type VoiceActivityEngine } from '@trunkline/voice-activity';
import { type GatewayConfig } from '../config';
import { type LineRecorder } from '../media/recorder';
import { type Telephony } from '@trunkline/telephony';
import { type SpeechPorts } from './speech-links';

export type LineHost = Host<line.Line, line.LineInput, line.LineEvent>;

export type Recorder = Pick<LineRecorder, 'start' | 'push' | 'stop' | 'droppedFrames'>;

export interface LinePorts extends SpeechPorts {
  readonly config: GatewayConfig;
  readonly telephony: Telephony;
  readonly ticker: TickerDriver;
  readonly ports: PortRange;
  readonly voiceActivity: VoiceActivityEngine;
  readonly host: LineHost;
  readonly log: Logger;
  /** What keeps a line's audio; a file by default. */
  readonly record?: (path: string) => Recorder;
  /** Monotonic ms. */
  clock(): number;
  /** ms since 1970. */
  wallMs(): number;
  openConversation(): DuplexCall<conversation.ConverseRequest, conversation.ConverseResponse>;
}
