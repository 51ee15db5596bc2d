// The packet on the page: dangers, the ten-second card, facts apart from claims, actions with their receipts.
import { useState, type ReactNode } from 'react';
import { type DeskCaller } from '@trunkline/domain/handoff/desk-view';
import {
  type HandoffPacket,
  type PacketAction,
  type PacketFact,
} from '@trunkline/domain/handoff/packet-model';
import { dangersOf } from './dangers';
import { Icon, type IconName } from './icon';
import { agoText, humanText, statusText, timeOfDay } from './wording';

interface PanelProps {
  readonly id: string;
  readonly zone: number;
  readonly title: string;
  readonly note?: string;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A zone of the page: reached by its number, named by its heading. */
export const Panel = ({ id, zone, title, note, className, children }: PanelProps) => (
  <section
    id={`zone-${zone}`}
    className={`panel ${className ?? ''}`}
    aria-labelledby={`${id}-title`}
    tabIndex={-1}
  >
    <h2 id={`${id}-title`} className="panel-title">
      <span className="zone" aria-hidden="true">
        {zone}
      </span>
      {title}
      {note === undefined ? null : <span className="panel-note">{note}</span>}
    </h2>
    {children}
  </section>
);

/** "changed 3 s ago", on the block that a revision has changed. */
export const changedNote = (caller: DeskCaller, blocks: readonly (keyof HandoffPacket)[], nowMs: number) => {
  if (caller.changedAt === undefined || !blocks.some((block) => caller.changed.includes(block)))
    return undefined;
  return `changed ${agoText(nowMs - caller.changedAt)}`;
};

export const DangerStrip = ({ caller }: { readonly caller: DeskCaller }) => {
  const dangers = dangersOf(caller);
  if (dangers.length === 0) return null;
  return (
    <ul className="dangers" aria-label="Take care">
      {dangers.map(({ id, severity, command, text }) => (
        <li key={id} className={`danger ${severity}`}>
          <Icon name={severity === 'stop' ? 'stop' : 'care'} />
          <strong>{command}</strong>
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
};

const LINES = ['who', 'want', 'why', 'done', 'next'] as const;

const IDENTITY: Readonly<Record<string, { readonly icon: IconName; readonly text: string }>> = {
  verified: { icon: 'check', text: 'Verified' },
  claimed: { icon: 'person', text: 'Claimed' },
  failed: { icon: 'cross', text: 'Check failed' },
  none: { icon: 'circle', text: 'Unknown' },
};

export const HeadlineCard = ({ caller, nowMs }: { readonly caller: DeskCaller; readonly nowMs: number }) => {
  const { headline, caller: person } = caller.packet;
  const identity = IDENTITY[person.identity.level];
  return (
    <Panel
      id="headline"
      zone={1}
      title="In ten seconds"
      className="headline"
      {...noted(changedNote(caller, ['headline'], nowMs))}
    >
      <dl className="headline-lines">
        {LINES.map((line) => (
          <div key={line} className={`headline-line ${line}`}>
            <dt>{line}</dt>
            <dd>
              {headline[line]}
              {line === 'who' && identity ? (
                <span className={`badge identity-${person.identity.level}`}>
                  <Icon name={identity.icon} />
                  {[identity.text, ...(person.identity.methods ?? [])].join(': ')}
                </span>
              ) : null}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
};

export const noted = (note: string | undefined): { note?: string } => (note === undefined ? {} : { note });

export const FactsPanel = ({ caller, nowMs }: { readonly caller: DeskCaller; readonly nowMs: number }) => {
  const { facts } = caller.packet;
  return (
    <Panel
      id="facts"
      zone={2}
      title="Facts"
      className="facts"
      {...noted(changedNote(caller, ['facts'], nowMs))}
    >
      <div className="fact-columns">
        <FactList title="Verified" icon="check" facts={facts.filter(({ status }) => status === 'verified')} />
        <FactList
          title="Caller says"
          icon="chat"
          facts={facts.filter(({ status }) => status !== 'verified')}
        />
      </div>
    </Panel>
  );
};

interface FactListProps {
  readonly title: string;
  readonly icon: IconName;
  readonly facts: readonly PacketFact[];
}

const FactList = ({ title, icon, facts }: FactListProps) => (
  <div className="fact-list">
    <h3>
      <Icon name={icon} />
      {title}
    </h3>
    {facts.length === 0 ? <p className="empty">Nothing yet</p> : null}
    <dl>
      {facts.map((fact) => (
        <div key={`${fact.key} ${fact.status}`} className="fact">
          <dt>{fact.label}</dt>
          <dd>
            {fact.status === 'contradicted' ? <s>{fact.value}</s> : fact.value}
            {fact.status === 'contradicted' ? <em className="tag">contradicted</em> : null}
            {fact.status === 'inferred' ? <em className="tag">inferred</em> : null}
            <small title={fact.source.ref}>
              {sourceText(fact)} {timeOfDay(fact.at)}
            </small>
          </dd>
        </div>
      ))}
    </dl>
  </div>
);

const sourceText = ({ source: { kind, ref } }: PacketFact): string => {
  if (kind === 'tool') return ref.replace(/#.*$/, '');
  return kind === 'caller' ? 'said' : kind === 'dtmf' ? 'keyed in' : 'system';
};

const STATUS_ICON: Readonly<Record<PacketAction['status'], IconName>> = {
  committed: 'check',
  pending: 'running',
  in_doubt: 'doubt',
  failed: 'cross',
  not_started: 'circle',
};

export const ActionsPanel = ({ caller, nowMs }: { readonly caller: DeskCaller; readonly nowMs: number }) => {
  const { actions, promises } = caller.packet;
  return (
    <Panel
      id="actions"
      zone={3}
      title="Actions"
      className="actions"
      {...noted(changedNote(caller, ['actions', 'promises'], nowMs))}
    >
      {actions.length === 0 ? (
        <p className="empty">The voice agent did nothing on the caller’s behalf</p>
      ) : null}
      <ul className="action-list">
        {actions.map((action) => (
          <ActionRow key={action.actionId} action={action} />
        ))}
      </ul>
      {promises.map(({ seq, text, backedBy }) => (
        <p key={seq} className="promise">
          <b>The caller was told:</b> “{text}” {backedBy === undefined ? '' : `(${backedBy})`}
        </p>
      ))}
    </Panel>
  );
};

const ActionRow = ({ action }: { readonly action: PacketAction }) => {
  const reference = action.receipt?.ref ?? action.idempotencyKey;
  return (
    <li className={`action ${action.status}`}>
      <span className="badge">
        <Icon name={STATUS_ICON[action.status]} />
        {statusText[action.status]}
      </span>
      <span className="action-label">{action.label}</span>
      <span className="action-human">{humanText[action.human]}</span>
      {reference === undefined ? (
        <span />
      ) : (
        <Reference kind={action.receipt ? 'Receipt' : 'Key'} value={reference} />
      )}
    </li>
  );
};

const Reference = ({ kind, value }: { readonly kind: string; readonly value: string }) => {
  const [isCopied, setCopied] = useState(false);
  const copy = (): void => {
    navigator.clipboard.writeText(value).then(
      () => setCopied(true),
      () => setCopied(false),
    );
  };
  return (
    <button type="button" className="reference" onClick={copy}>
      <span className="unseen">Copy</span>
      <span className="reference-kind">{kind}</span>
      <code>{value}</code>
      <Icon name={isCopied ? 'check' : 'copy'} />
    </button>
  );
};
