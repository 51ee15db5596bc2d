// A client of grpc.health.v1.
import { Client, type ChannelCredentials, type ClientOptions, Metadata } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';

interface HealthAnswer {
  readonly status: string;
}

export class HealthClient extends Client {
  constructor(address: string, credentials: ChannelCredentials, options?: ClientOptions) {
    super(address, credentials, options);
  }

  /** Rejects with the ServiceError. */
  statusOf(name: string): Promise<string> {
    const check = service['Check'];
    if (!check) throw new Error('grpc.health.v1 has Check');
    return new Promise((resolve, reject) => {
      this.makeUnaryRequest<object, HealthAnswer>(
        check.path,
        (request) => check.requestSerialize(request),
        (bytes) => check.responseDeserialize(bytes) as HealthAnswer,
        { service: name },
        new Metadata(),
        (error, answer) => (error ? reject(error) : resolve(answer?.status ?? '')),
      );
    });
  }
}
