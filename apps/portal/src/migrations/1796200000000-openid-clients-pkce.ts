import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A moment for the session that a change of password keeps to be saved with its new stamp, before anybody is told of an end. */
const REVIEW = (causes: string): string => `
  CREATE OR REPLACE FUNCTION ronron_review_sign_ins(account uuid, cause text) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    IF EXISTS (SELECT 1 FROM oidc_session WHERE account_id = account)
      OR EXISTS (SELECT 1 FROM oidc_record WHERE account_id = account AND kind = 'Grant') THEN
      PERFORM graphile_worker.add_job('review-sign-ins'::text,
        payload := json_build_object('accountId', account, 'cause', cause),
        job_key := 'sign-ins:' || cause || ':' || account,
        run_at := now() + CASE WHEN cause IN (${causes}) THEN interval '3 seconds' ELSE interval '0' END);
    END IF;
  END $$`;

export class OpenidClientsPkce1796200000000 implements MigrationInterface {
  name = 'OpenidClientsPkce1796200000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "oidc_client" ADD "pkce" boolean NOT NULL DEFAULT true`);
    await queryRunner.query(REVIEW(`'session', 'expired', 'account'`));
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(REVIEW(`'session', 'expired'`));
    await queryRunner.query(`ALTER TABLE "oidc_client" DROP COLUMN "pkce"`);
  }
}
