// Where the time between a caller's last word and our next one goes, turn by turn, from a call's recorded events.

/**
 * From the events of a call's own stream. `final`: last word to final hypothesis, voice activity's hangover included;
 * `endpointing`: from there to the end of the turn; `decision`: to the order to speak, look-ups included;
 * `voice`: to our first frame on the wire. The parts add up to `reply`.
 */
export const turnPartsOf = (events) => {
  const turns = [];
  const finals = new Map();
  const queued = new Map();
  let stage = '';
  for (const { event, at, mediaMs } of events) {
    switch (event.type) {
      case 'StageEntered':
        stage = event.stage;
        break;
      case 'UtteranceFinal':
        finals.set(event.utteranceId, { at, endMs: event.endMs, mediaMs: mediaMs ?? event.endMs });
        break;
      case 'TurnEnded':
        turns.push(begun(event, { stage, at }, finals));
        break;
      case 'PromptQueued':
        queued.set(event.promptId, { at, kind: event.kind });
        break;
      case 'PromptStarted':
        reply(turns.at(-1), queued.get(event.promptId), { at });
        break;
    }
  }
  return turns.filter(({ reply }) => reply !== undefined).map(({ endedAt: _, ...turn }) => turn);
};

const begun = ({ utteranceIds, evidence }, { stage, at }, finals) => {
  const last = utteranceIds.map((id) => finals.get(id)).findLast((final) => final !== undefined);
  if (!last) return { stage, evidence: 'keys', endedAt: at, final: 0, endpointing: 0 };
  const final = Math.max(0, Math.round(last.mediaMs - last.endMs));
  return { stage, evidence, endedAt: at, final, endpointing: at - last.at };
};

const reply = (turn, prompt, { at }) => {
  if (!turn || turn.reply !== undefined || !prompt || prompt.at < turn.endedAt) return;
  turn.decision = prompt.at - turn.endedAt;
  turn.voice = at - prompt.at;
  turn.kind = prompt.kind;
  turn.reply = turn.final + turn.endpointing + turn.decision + turn.voice;
};
