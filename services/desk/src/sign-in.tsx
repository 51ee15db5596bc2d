// Signing in: the key comes with the address that the platform prints, or is typed; then one says who one is.
import { useEffect, useState, type FormEvent } from 'react';
import { deskClient, type People, type Refusal, type Session } from './desk-client';
import { Icon } from './icon';

/** After `#`, so that it never reaches a server's log; taken out of the address bar at once. */
const keyFromAddress = (): string => {
  const key = new URLSearchParams(location.hash.slice(1)).get('key') ?? '';
  if (key !== '') history.replaceState(null, '', location.pathname);
  return key;
};

export const SignIn = ({ onSignedIn }: { readonly onSignedIn: (session: Session) => void }) => {
  const [deskKey, setDeskKey] = useState(keyFromAddress);
  const [people, setPeople] = useState<People | undefined>();
  const [refusal, setRefusal] = useState<Refusal | undefined>();
  const open = async (key: string): Promise<void> => {
    const answer = await deskClient.people(key);
    setPeople(answer.ok ? answer.body : undefined);
    setRefusal(answer.ok ? undefined : answer.refusal);
  };
  useEffect(() => {
    if (deskKey !== '') void open(deskKey);
    // Only the key that came with the address is tried unasked.
  }, []);
  const choose = async (tenantId: string, agentId: string): Promise<void> => {
    const answer = await deskClient.signIn({ deskKey, tenantId, agentId });
    if (answer.ok) onSignedIn(answer.body);
    else setRefusal(answer.refusal);
  };
  return (
    <main className="sign-in">
      <h1 className="brand">
        <span className="brand-mark" aria-hidden="true" />
        Trunkline desk
      </h1>
      {refusal ? (
        <p className="notice" role="alert">
          <Icon name="care" />
          {refusal.message} {refusal.mend}
        </p>
      ) : null}
      {people ? (
        <PeopleList people={people} onChoose={(tenantId, agentId) => void choose(tenantId, agentId)} />
      ) : (
        <KeyForm value={deskKey} onChange={setDeskKey} onOpen={() => void open(deskKey)} />
      )}
    </main>
  );
};

interface KeyFormProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onOpen: () => void;
}

const KeyForm = ({ value, onChange, onOpen }: KeyFormProps) => {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onOpen();
  };
  return (
    <form className="key-form" onSubmit={submit}>
      <label htmlFor="desk-key">Desk key</label>
      <input
        id="desk-key"
        type="password"
        autoComplete="current-password"
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      <p className="hint">The platform prints it when it starts, as part of the desk’s address.</p>
      <button type="submit" className="primary" disabled={value === ''}>
        Continue
      </button>
    </form>
  );
};

interface PeopleListProps {
  readonly people: People;
  readonly onChoose: (tenantId: string, agentId: string) => void;
}

const PeopleList = ({ people, onChoose }: PeopleListProps) => (
  <>
    <h2>Who are you?</h2>
    {people.tenants.map((tenant) => (
      <section key={tenant.id} aria-label={tenant.name}>
        <h3>{tenant.name}</h3>
        <ul className="people">
          {tenant.agents.map((agent) => (
            <li key={agent.id}>
              <button type="button" onClick={() => onChoose(tenant.id, agent.id)}>
                <Icon name="person" />
                <b>{agent.name}</b>
                <small>{agent.queues.join(', ')}</small>
              </button>
            </li>
          ))}
        </ul>
      </section>
    ))}
  </>
);
