import type { Service, ServiceState } from '../catalogue/service.entity.js';

/**
 * The public state after a look: down after two failures in a row, working again after one success. What a person set
 * stays until it is lifted.
 */
export function stateAfter(
  service: Pick<Service, 'state' | 'stateByHand'>,
  healthy: boolean,
  healthyBefore: boolean,
): ServiceState {
  if (service.stateByHand) return service.state;
  if (healthy) return 'operational';
  return healthyBefore ? service.state : 'down';
}
