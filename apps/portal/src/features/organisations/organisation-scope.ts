/**
 * SQL condition on the alias `organisation`: it has, had or asked for a service of one of `:structures`. That is what
 * an operator may see of organisations.
 */
export const WITHIN_STRUCTURES = `(
  EXISTS (SELECT 1 FROM subscription JOIN service ON service.id = subscription.service_id
    WHERE subscription.organisation_id = organisation.id AND service.structure_id = ANY(:structures))
  OR EXISTS (SELECT 1 FROM service_request AS asked JOIN service ON service.id = asked.service_id
    WHERE asked.organisation_id = organisation.id AND asked.status <> 'draft'
      AND service.structure_id = ANY(:structures)))`;
