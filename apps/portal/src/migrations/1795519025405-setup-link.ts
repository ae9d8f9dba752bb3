import type { MigrationInterface, QueryRunner } from 'typeorm';

export class SetupLink1795519025405 implements MigrationInterface {
  name = 'SetupLink1795519025405';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "setup_link" (
                "hash" text NOT NULL,
                "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "finished_at" TIMESTAMP WITH TIME ZONE,
                "commune_id" uuid,
                "structure_id" uuid,
                "account_id" uuid,
                "service_id" uuid,
                "mail_sent_at" TIMESTAMP WITH TIME ZONE,
                CONSTRAINT "PK_f699c9c4eae5ff343fb6b220e20" PRIMARY KEY ("hash")
            )
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            DROP TABLE "setup_link"
        `);
  }
}
