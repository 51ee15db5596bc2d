// Beside the packet: what to do next, and after the call the wrap-up.
import { useState, type FormEvent } from 'react';
import { type DeskCaller, type DeskWork } from '@trunkline/domain/handoff/desk-view';
import { type DeskCommands } from './desk-commands';
import { Icon } from './icon';
import { Panel } from './packet-panels';
import { clockText } from './wording';

export const NextStep = ({ caller }: { readonly caller: DeskCaller }) => {
  const { suggestedNext, openQuestions } = caller.packet;
  return (
    <Panel id="next" zone={4} title="Next step" className="next">
      <p className="next-text">
        <Icon name="arrow" />
        {suggestedNext.text}
      </p>
      {openQuestions.length === 0 ? null : (
        <ul className="questions" aria-label="Open questions">
          {openQuestions.map((question) => (
            <li key={question}>{question}</li>
          ))}
        </ul>
      )}
      <p className="basis">By rule · playbook {suggestedNext.playbookId}</p>
    </Panel>
  );
};

const DISPOSITIONS = [
  ['resolved', 'Resolved'],
  ['follow-up', 'Needs follow-up'],
  ['transferred', 'Transferred'],
  ['unresolved', 'Not resolved'],
] as const;

const RATINGS = [
  ['clear', 'Yes'],
  ['unclear', 'No'],
  ['wrong-fact', 'A fact was wrong'],
] as const;

export interface WrapUpWords {
  readonly disposition: string;
  readonly rating: string;
  readonly callerRepeated: boolean;
}

interface WrapUpProps {
  readonly work: DeskWork;
  readonly nowMs: number;
  readonly commands: DeskCommands;
}

export const WrapUp = ({ work, nowMs, commands }: WrapUpProps) => {
  const [disposition, setDisposition] = useState('');
  const [rating, setRating] = useState('not-stated');
  const [callerRepeated, setRepeated] = useState(false);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (disposition !== '') commands.save({ disposition, rating, callerRepeated });
  };
  const until = work.wrapUpUntil ?? nowMs;
  return (
    <Panel
      id="wrap-up"
      zone={4}
      title="Wrap-up"
      className="wrap-up"
      note={`${clockText(until - nowMs)} left`}
    >
      <form onSubmit={save}>
        <Choice
          legend="How did it end?"
          name="disposition"
          options={DISPOSITIONS}
          value={disposition}
          onChange={setDisposition}
        />
        <Choice
          legend="Was the packet clear in ten seconds?"
          name="rating"
          options={RATINGS}
          value={rating}
          onChange={setRating}
        />
        <label className="tick">
          <input
            type="checkbox"
            checked={callerRepeated}
            onChange={(event) => setRepeated(event.target.checked)}
          />
          The caller had to repeat themselves
        </label>
        <div className="wrap-up-buttons">
          <button type="button" onClick={() => commands.extend(until)}>
            More time
          </button>
          <button type="submit" className="primary" disabled={disposition === ''}>
            Save and finish
          </button>
        </div>
      </form>
    </Panel>
  );
};

interface ChoiceProps {
  readonly legend: string;
  readonly name: string;
  readonly options: readonly (readonly [string, string])[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

const Choice = ({ legend, name, options, value, onChange }: ChoiceProps) => (
  <fieldset className="choice">
    <legend>{legend}</legend>
    {options.map(([option, text]) => (
      <label key={option} className={option === value ? 'chosen' : ''}>
        <input
          type="radio"
          name={name}
          value={option}
          checked={option === value}
          onChange={() => onChange(option)}
        />
        {text}
      </label>
    ))}
  </fieldset>
);
