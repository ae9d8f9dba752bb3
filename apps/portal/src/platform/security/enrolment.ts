import { SetMetadata } from '@nestjs/common';

export const OPEN_BEFORE_ENROLMENT = Symbol('open-before-enrolment');

/**
 * For the pages that stay open to people with a role who did not add a second factor in time: those on which they do, and
 * what these pages need. All others but public ones are closed to them until then.
 */
export const OpenBeforeEnrolment = (): ClassDecorator & MethodDecorator => SetMetadata(OPEN_BEFORE_ENROLMENT, true);
