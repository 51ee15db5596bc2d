// Recognition, synthesis or the hand-off service dies under a call.
import { type Answers, HANG_UP } from '../trial/keyed-caller';
import { notServed, waiting } from './golden-calls';
import { callReached } from './moments';
import { type PlayedRow } from './played-row';

const SPOKEN: Answers = {
  greet: 'say where is my order',
  status_number: 'say four seven one one two',
  status_check: 'say that is right',
  anything_else: HANG_UP,
};

type Moment = 'CallStarted' | 'UtteranceStarted' | 'PromptStarted' | 'PromptFinished' | 'TurnEnded';

const DEATHS: readonly [Death, ...Death[]] = [
  { service: 'stt', at: 'UtteranceStarted' },
  { service: 'stt', at: 'TurnEnded' },
  { service: 'tts', at: 'CallStarted' },
  { service: 'tts', at: 'PromptStarted' },
  { service: 'tts', at: 'PromptFinished' },
  { service: 'tts', at: 'TurnEnded' },
];

interface Death {
  readonly service: 'stt' | 'tts';
  readonly at: Moment;
}

export const speechRows: readonly PlayedRow[] = [
  {
    id: 'A-05',
    title: 'kill -9 of recognition or synthesis in mid-stream, another instance goes on',
    needs: { instances: { stt: 2, tts: 2 } },
    play: async (stage, random) => {
      const { service, at } = random.pick(DEATHS);
      const call = await stage.call(SPOKEN);
      await callReached(stage, call.callId, at);
      await stage.kill(service);
      await call.over;
      await stage.settled();
      return (await notServed(stage, call)).map((failure) => `${service} killed at ${at}: ${failure}`);
    },
  },
  {
    id: 'A-05-handoff',
    title: 'kill -9 of the hand-off service between request and acceptance',
    needs: { humanAgent: true },
    play: async (stage) => {
      const call = await stage.call({ ...waiting, greet: '0' });
      await callReached(stage, call.callId, 'HandoffRequested');
      await stage.kill('handoff');
      const bridged = await stage.acceptAtDesk(call.callId);
      await call.conversation.hangUp();
      await stage.settled();
      return bridged ? [] : [`call ${call.callId} was not bridged to the human agent`];
    },
  },
];
