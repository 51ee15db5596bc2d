// What a composition root needs of the gateway.
export { type GatewayConfig, readConfig } from './config';
export { routesOf } from './app/tenant-routes';
export { type Route, type RouteTable, routeTable, type TenantRoutes } from './domain/route-table';
export { type Gateway, type GatewayOptions, serveSipGateway } from './serve-sip-gateway';
export { SIP_GATEWAY, SipGatewayModule } from './sip-gateway.module';
