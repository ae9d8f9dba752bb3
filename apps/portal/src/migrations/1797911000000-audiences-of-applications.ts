import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Applications for some only, that stay until their people are signed out; a role that ends leads to a look at where its holder is signed in. */
export class AudiencesOfApplications1797911000000 implements MigrationInterface {
  name = 'AudiencesOfApplications1797911000000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE "oidc_client" ADD "removed_at" TIMESTAMP WITH TIME ZONE`);
    await queryRunner.query(`ALTER TABLE "oidc_client" ADD "audience" text NOT NULL DEFAULT 'everybody'`);
    await queryRunner.query(`ALTER TABLE "oidc_client" ADD "audience_roles" text array NOT NULL DEFAULT '{}'`);
    await queryRunner.query(`ALTER TABLE "oidc_client" ADD "audience_help" text NOT NULL DEFAULT ''`);
    await queryRunner.query(
      `CREATE TABLE "oidc_client_organisation" ("client_id" uuid NOT NULL, "organisation_id" uuid NOT NULL, CONSTRAINT "PK_oidc_client_organisation" PRIMARY KEY ("client_id", "organisation_id"))`,
    );
    await queryRunner.query(
      `CREATE INDEX "IDX_d45b69fb69800808ef1e90e77d" ON "oidc_client_organisation" ("organisation_id")`,
    );
    for (const [column, table] of [
      ['client_id', 'oidc_client'],
      ['organisation_id', 'organisation'],
    ])
      await queryRunner.query(
        `ALTER TABLE "oidc_client_organisation" ADD CONSTRAINT "oidc_client_organisation_${column}_fk" FOREIGN KEY ("${column}") REFERENCES "${table}"("id") ON DELETE CASCADE ON UPDATE NO ACTION`,
      );
    await queryRunner.query(`
      CREATE FUNCTION ronron_role_grant_sign_ins() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM ronron_review_sign_ins(OLD.account_id, 'right');
        RETURN NULL;
      END $$`);
    await queryRunner.query(`
      CREATE TRIGGER review_sign_ins AFTER DELETE ON "role_grant"
      FOR EACH ROW EXECUTE FUNCTION ronron_role_grant_sign_ins()`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TRIGGER review_sign_ins ON "role_grant"');
    await queryRunner.query('DROP FUNCTION ronron_role_grant_sign_ins()');
    await queryRunner.query('DROP TABLE "oidc_client_organisation"');
    for (const column of ['audience_help', 'audience_roles', 'audience', 'removed_at'])
      await queryRunner.query(`ALTER TABLE "oidc_client" DROP COLUMN "${column}"`);
  }
}
