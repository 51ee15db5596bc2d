// What the desk's controllers share: the service, the session of a request, the options of the page.
import { type Request } from 'express';
import { type AgentKey } from '../../../app/agents';
import { type HandoffService } from '../../../serve-handoff';
import { refuse } from './desk-problem';
import { ownSite } from './desk-security';
import { sessionOf } from './desk-session';

export const DESK_DOOR = Symbol('DESK_DOOR');

export interface DeskDoorOptions {
  /** True behind HTTPS: cookies are then sent over it only. */
  readonly secureCookies?: boolean;
  /** Folder of the built page. */
  readonly pageDir?: string;
}

export class DeskDoor {
  constructor(
    readonly service: HandoffService,
    readonly options: DeskDoorOptions,
  ) {}

  get handoffs() {
    return this.service.handoffs;
  }

  /** Who asks; refuses when nobody is signed in. */
  signedIn(request: Request): AgentKey {
    const { deskKey, clock } = this.service;
    return sessionOf(request.headers.cookie, deskKey, clock()) ?? refuse({ kind: 'not-signed-in' });
  }

  /** Who commands; refuses pages of other sites as well. */
  commanding(request: Request): AgentKey {
    ownSite(request);
    return this.signedIn(request);
  }

  /** The tenants' human agents, each with the queues they serve. */
  people() {
    return this.service.tenants.map((tenant) => {
      const agents = new Map<string, { id: string; name: string; queues: string[] }>();
      for (const queue of Object.values(tenant.queues)) {
        for (const { id, name } of queue.agents) {
          const known = agents.get(id) ?? { id, name, queues: [] };
          agents.set(id, { ...known, queues: [...known.queues, queue.label] });
        }
      }
      return { id: tenant.id, name: tenant.name, agents: [...agents.values()] };
    });
  }

  person({ tenantId, agentId }: AgentKey) {
    const tenant = this.people().find(({ id }) => id === tenantId);
    const agent = tenant?.agents.find(({ id }) => id === agentId);
    return tenant && agent
      ? { tenantId, tenantName: tenant.name, agentId, agentName: agent.name, queues: agent.queues }
      : undefined;
  }
}
