import { Injectable } from '@nestjs/common';
import type { FactorHolder } from '../factor-mails.service.js';
import { RecoveryCodes } from '../recovery/recovery-codes.service.js';
import { Totp } from '../totp/totp.service.js';

/** Codes that are typed as a second proof: six digits from an application, or a recovery code from paper. */
@Injectable()
export class SecondProofs {
  constructor(
    private readonly totp: Totp,
    private readonly recovery: RecoveryCodes,
  ) {}

  /**
   * Whether the code is right; uses it up.
   * @throws AppError `too-many-attempts`
   */
  use(holder: FactorHolder, code: string): Promise<boolean> {
    const digits = code.replace(/\s/g, '');
    return /^\d{1,8}$/.test(digits) ? this.totp.use(holder.id, digits) : this.recovery.use(holder, code);
  }
}
