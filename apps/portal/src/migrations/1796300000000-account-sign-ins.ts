import type { MigrationInterface, QueryRunner } from 'typeorm';

const REVIEW = (condition: string): string => `
  CREATE OR REPLACE FUNCTION ronron_account_sign_ins() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    ${condition}
    RETURN NULL;
  END $$`;

/** Signing in also writes these columns: only a change of them ends anything, and taking a deletion back ends nothing. */
export class AccountSignIns1796300000000 implements MigrationInterface {
  name = 'AccountSignIns1796300000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      REVIEW(`IF TG_OP = 'DELETE' OR NEW.security_stamp <> OLD.security_stamp
        OR (NEW.suspended_at IS NOT NULL AND OLD.suspended_at IS NULL)
        OR (NEW.delete_after IS NOT NULL AND OLD.delete_after IS NULL) THEN
      PERFORM ronron_review_sign_ins(OLD.id, 'account');
    END IF;`),
    );
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(REVIEW(`PERFORM ronron_review_sign_ins(OLD.id, 'account');`));
  }
}
