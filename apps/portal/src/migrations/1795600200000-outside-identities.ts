import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Outside providers by which people sign in, and which of their identities lead into which account. */
export class OutsideIdentities1795600200000 implements MigrationInterface {
  name = 'OutsideIdentities1795600200000';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE "identity_provider" (
        "id" uuid NOT NULL, "slug" text NOT NULL, "label" text NOT NULL, "profile" text NOT NULL, "issuer" text NOT NULL,
        "client_id" text NOT NULL, "client_secret" text NOT NULL, "acr_values" text NOT NULL DEFAULT '',
        "signing_algorithm" text, "trusts_mfa" boolean NOT NULL DEFAULT false,
        "allow_private" boolean NOT NULL DEFAULT false, "enabled" boolean NOT NULL DEFAULT false,
        "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "updated_at" TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT "UQ_slug" UNIQUE ("slug"), CONSTRAINT "UQ_issuer" UNIQUE ("issuer"),
        CONSTRAINT "PK_identity_provider" PRIMARY KEY ("id"))`);
    await queryRunner.query(`
      CREATE TABLE "linked_identity" (
        "id" uuid NOT NULL, "account_id" uuid NOT NULL, "provider_id" uuid NOT NULL, "authority" text NOT NULL,
        "subject" text NOT NULL, "label" text NOT NULL, "siret" text,
        "created_at" TIMESTAMP WITH TIME ZONE NOT NULL, "last_used_at" TIMESTAMP WITH TIME ZONE NOT NULL,
        CONSTRAINT "UQ_ce321b9402bd9eac870be08b496" UNIQUE ("provider_id", "authority", "subject"),
        CONSTRAINT "PK_linked_identity" PRIMARY KEY ("id"))`);
    await queryRunner.query(`CREATE INDEX "IDX_e81d36fcbf0e47d6a676c2e9f5" ON "linked_identity" ("account_id")`);
    await queryRunner.query(`
      ALTER TABLE "linked_identity" ADD CONSTRAINT "linked_identity_account_id_fk"
      FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION`);
    await queryRunner.query(`
      ALTER TABLE "linked_identity" ADD CONSTRAINT "linked_identity_provider_id_fk"
      FOREIGN KEY ("provider_id") REFERENCES "identity_provider"("id") ON DELETE CASCADE ON UPDATE NO ACTION`);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`DROP TABLE "linked_identity"`);
    await queryRunner.query(`DROP TABLE "identity_provider"`);
  }
}
