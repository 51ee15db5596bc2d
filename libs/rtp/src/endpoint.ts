// One UDP address and port; a datagram's remote info fits as it is.

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export const sameEndpoint = (one: Endpoint, other: Endpoint): boolean =>
  one.port === other.port && one.address === other.address;
