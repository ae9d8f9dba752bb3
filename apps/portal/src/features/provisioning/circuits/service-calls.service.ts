import { failed, type Connector, type FailureReason, type Outcome } from '@ronron/connectors';
import { Injectable } from '@nestjs/common';
import { ServiceConnectors } from '../../catalogue/service-connectors.service.js';
import { ServiceCircuits } from './service-circuits.service.js';

/** The service is not called for now: it is looked at again at `until`. */
export interface Paused {
  readonly kind: 'paused';
  /** Why it was given up. */
  readonly reason: FailureReason;
  readonly until: Date;
}

/**
 * The way to a service's tool for everything but provisioning and comparison, which know its circuit breaker themselves. Whoever waits
 * for an answer is told at once that there is none; what runs in the background comes back at `until`.
 */
@Injectable()
export class ServiceCalls {
  constructor(
    private readonly connectors: ServiceConnectors,
    private readonly circuits: ServiceCircuits,
  ) {}

  /** Never in a transaction. `unsupported` where the connector has no such call, which is then `undefined`. */
  async make<Value>(
    serviceId: string,
    call: (connector: Connector) => Promise<Outcome<Value>> | undefined,
  ): Promise<Outcome<Value> | Paused> {
    const circuit = await this.circuits.openOf(serviceId);
    if (circuit !== null)
      return { kind: 'paused', reason: circuit.reason as FailureReason, until: circuit.nextProbeAt! };
    const answer = call(await this.connectors.forService(serviceId));
    if (answer === undefined) return failed('unsupported', 'The connector cannot do that.');
    const outcome = await answer;
    await this.circuits.recordOne(serviceId, outcome);
    return outcome;
  }
}
