// The tool gateway: serveToolGateway for a composition root, ToolGatewayModule for Nest.
export { callOpenIn } from './adapters/out/call-state';
export { type Egress } from './adapters/out/egress';
export { MemoryAdmissionLedger } from './adapters/out/memory-admission-ledger';
export { PostgresAdmissionLedger } from './adapters/out/postgres-admission-ledger';
export { argsDigestOf } from './app/arguments-gate';
export { signConfirmation } from './app/confirmation-gate';
export { type Tenants } from './app/tenant-tools';
export { readConfig, type ToolGatewayConfig } from './config';
export { type AdmissionLedger } from './ports/admission-ledger.port';
export { type ToolConnector } from './ports/tool-connector.port';
export { serveToolGateway, type ToolGateway, type ToolGatewayDeps } from './serve-tool-gateway';
export { TOOL_GATEWAY, ToolGatewayModule } from './tool-gateway.module';
