import { z } from 'zod';
import { requiredText } from '../../../platform/forms/form-fields.js';
import { optionalDay, rowVersion } from '../form-days.js';
import { actionStates } from './commitment-action.entity.js';

const said = {
  title: requiredText('commitments:errors.actionTitle', 300),
  state: z.enum(actionStates, { error: 'ui:errors.choice' }),
  startsOn: optionalDay(),
  dueOn: optionalDay(),
  doneOn: optionalDay(),
};

/** An action that starts after its end is a slip of the pen. */
const inOrder = (action: { startsOn: string | null; dueOn: string | null }): boolean =>
  action.startsOn === null || action.dueOn === null || action.startsOn <= action.dueOn;
const order = { path: ['dueOn'], error: 'commitments:errors.dueBeforeStart' };

export const newActionForm = z.object(said).refine(inOrder, order);
export type NewAction = z.output<typeof newActionForm>;

export const actionForm = z.object({ ...said, version: rowVersion() }).refine(inOrder, order);
export type ActionChange = z.output<typeof actionForm>;

export const milestoneForm = z.object({
  title: requiredText('commitments:errors.milestone', 300),
  dueOn: optionalDay(),
});
export type NewMilestone = z.output<typeof milestoneForm>;

export const actionMoveForm = z.object({ direction: z.enum(['up', 'down'], { error: 'ui:errors.choice' }) });
