// Tools by tenant and name.
import { type Tenant, type ToolManifest } from '@trunkline/tenant';

/** A Map of tenants by id is one. */
export interface Tenants {
  get(tenantId: string): Tenant | undefined;
  values(): Iterable<Tenant>;
}

export const toolOf = (tenants: Tenants, tenantId: string, tool: string): ToolManifest | undefined => {
  const tools = tenants.get(tenantId)?.tools ?? {};
  return Object.hasOwn(tools, tool) ? tools[tool] : undefined;
};
