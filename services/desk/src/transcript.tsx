// The conversation so far, newest at the bottom; what the voice agent could not finish shows where it was cut.
import { useEffect, useRef } from 'react';
import { type DeskCaller } from '@trunkline/domain/handoff/desk-view';
import { type PacketLine } from '@trunkline/domain/handoff/packet-model';
import { Icon } from './icon';
import { Panel } from './packet-panels';

interface TranscriptProps {
  readonly caller: DeskCaller;
  readonly isLive: boolean;
}

export const Transcript = ({ caller, isLive }: TranscriptProps) => {
  const list = useRef<HTMLOListElement>(null);
  const count = caller.lines.length;
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [count]);
  const evidence = new Set(caller.packet.reason.evidenceSeq);
  return (
    <Panel
      id="transcript"
      zone={5}
      title="Conversation"
      className="transcript"
      note={isLive ? 'live' : 'the voice agent has left'}
    >
      <ol ref={list} className="lines" tabIndex={0} aria-label="What was said and heard">
        {caller.lines.map((line) => (
          <TranscriptLine key={line.seq} line={line} isEvidence={evidence.has(line.seq)} />
        ))}
      </ol>
    </Panel>
  );
};

const TranscriptLine = ({
  line,
  isEvidence,
}: {
  readonly line: PacketLine;
  readonly isEvidence: boolean;
}) => (
  <li className={`line from-${line.by}${isEvidence ? ' evidence' : ''}`} tabIndex={-1}>
    <span className="speaker">
      {line.by === 'caller' ? 'Caller' : 'Voice agent'}
      {isEvidence ? <em className="tag">led to the hand-off</em> : null}
    </span>
    <span className="words">{line.text}</span>
    {line.cut ? (
      <span className="cut">
        <Icon name="cut" /> cut off here; the rest was not heard
      </span>
    ) : null}
  </li>
);
