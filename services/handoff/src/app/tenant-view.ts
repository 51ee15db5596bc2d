// What hand-offs need to know of a tenant: its queues, and what its flows call things. A loaded tenant is one.
import { type FlowNames } from '@trunkline/domain/handoff/index';
import { type Tenant } from '@trunkline/tenant';

export interface TenantView extends Pick<Tenant, 'id' | 'name' | 'queues'> {
  readonly flows: Readonly<Record<string, FlowNames>>;
}
