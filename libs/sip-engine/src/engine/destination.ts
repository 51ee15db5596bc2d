// From a URI to the place a request is sent to.
import { parseSipUri } from '../message/uri';
import type { Dialog } from '../dialog/dialog';
import type { Destination } from '../transport/flow';
import type { Core } from './core';

/** The next hop of a URI (host names are resolved by the transport); undefined when the engine has no such transport. */
export const destinationOf = (core: Core, uri: string): Destination | undefined => {
  const parsed = parseSipUri(uri);
  if (!parsed || parsed.scheme === 'sips') return undefined;
  const wanted = parsed.params.get('transport')?.toLowerCase();
  const port = parsed.port ?? 5060;
  const at = (transport: 'udp' | 'tcp'): Destination | undefined => {
    const to = { transport, host: parsed.host, port };
    return core.ports.localEnd(to) ? to : undefined;
  };
  if (wanted === 'udp' || wanted === 'tcp') return at(wanted);
  return wanted === undefined ? (at('udp') ?? at('tcp')) : undefined;
};

/** Where in-dialog requests go: the route set and Contact, or, by explicit option, where the peer really is. */
export const dialogDestination = (core: Core, dialog: Dialog): Destination | undefined => {
  const { transport, remote, connectionId, local } = dialog.flow;
  const localPort = transport === 'udp' ? local.port : undefined;
  if (core.settings.isRoutedToSource) return { transport, ...remote, connectionId, localPort };
  const to = destinationOf(core, dialog.nextHop);
  if (!to) return undefined;
  return to.transport === 'tcp' && transport === 'tcp'
    ? { ...to, fallbackConnectionId: connectionId }
    : { ...to, localPort };
};
