/**
 * SQL condition on the alias `organisation`: it has or asks for a service of one of `:structures`, or did so after `:since`.
 * That is what an operator may see of organisations; with the present moment as `:since`, what they may act on.
 */
export const WITHIN_STRUCTURES = `(
  EXISTS (SELECT 1 FROM subscription JOIN service ON service.id = subscription.service_id
    WHERE subscription.organisation_id = organisation.id AND service.structure_id = ANY(:structures)
      AND (subscription.status <> 'ended' OR subscription.ended_at > :since))
  OR EXISTS (SELECT 1 FROM service_request AS asked JOIN service ON service.id = asked.service_id
    WHERE asked.organisation_id = organisation.id AND service.structure_id = ANY(:structures)
      AND (asked.status IN ('submitted', 'waiting-for-requester')
        OR asked.status <> 'draft' AND asked.updated_at > :since)))`;
