import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Invitations and requests to join organisations, and the conversations of the help page. */
export class InvitationsHelp1795518142905 implements MigrationInterface {
  name = 'InvitationsHelp1795518142905';

  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            CREATE TABLE "help_conversation" (
                "id" uuid NOT NULL,
                "kind" text NOT NULL,
                "subject" text NOT NULL,
                "service_id" uuid,
                "structure_id" uuid,
                "account_id" uuid,
                "email" text,
                "visitor_name" text NOT NULL DEFAULT '',
                "locale" text NOT NULL,
                "key_hashes" text array NOT NULL DEFAULT '{}',
                "status" text NOT NULL,
                "waiting_since" TIMESTAMP WITH TIME ZONE,
                "last_message_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "closed_at" TIMESTAMP WITH TIME ZONE,
                CONSTRAINT "PK_59a99612f50fd2b8214f7170a71" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_1d8f397041a72f15fd5e6affb5" ON "help_conversation" ("account_id", "last_message_at")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_0998475d63381670fc15e1044f" ON "help_conversation" ("structure_id", "status", "waiting_since")
        `);
    await queryRunner.query(`
            CREATE TABLE "help_message" (
                "id" uuid NOT NULL,
                "conversation_id" uuid NOT NULL,
                "at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "side" text NOT NULL,
                "author_id" uuid,
                "text" text NOT NULL,
                CONSTRAINT "PK_a79d15fe726a76323c04c85741f" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_432b17fbae770721824442bbe8" ON "help_message" ("conversation_id", "at")
        `);
    await queryRunner.query(`
            CREATE TABLE "invitation" (
                "id" uuid NOT NULL,
                "organisation_id" uuid NOT NULL,
                "hash" text NOT NULL,
                "email" text NOT NULL,
                "role" text NOT NULL,
                "contact" boolean NOT NULL DEFAULT false,
                "invited_by_id" uuid,
                "expires_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "revoked_at" TIMESTAMP WITH TIME ZONE,
                "accepted_at" TIMESTAMP WITH TIME ZONE,
                "accepted_by_id" uuid,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                CONSTRAINT "UQ_a73e2bfd89c3e9f8975b43c7f75" UNIQUE ("hash"),
                CONSTRAINT "PK_beb994737756c0f18a1c1f8669c" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_bcb0a0d2333443083582a05cdd" ON "invitation" ("email")
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_2aa8c58655f73fc9b44f2c1cd5" ON "invitation" ("organisation_id", "created_at")
        `);
    await queryRunner.query(`
            CREATE TABLE "join_request" (
                "id" uuid NOT NULL,
                "organisation_id" uuid NOT NULL,
                "account_id" uuid NOT NULL,
                "message" text NOT NULL,
                "status" text NOT NULL,
                "created_at" TIMESTAMP WITH TIME ZONE NOT NULL,
                "decided_at" TIMESTAMP WITH TIME ZONE,
                "decided_by_id" uuid,
                CONSTRAINT "PK_ea4ce3bfd1dcd38029f3176bb4e" PRIMARY KEY ("id")
            )
        `);
    await queryRunner.query(`
            CREATE INDEX "IDX_d821657f9ce84dd055857a4467" ON "join_request" ("account_id")
        `);
    await queryRunner.query(`
            CREATE UNIQUE INDEX "join_request_one_waiting" ON "join_request" ("organisation_id", "account_id")
            WHERE status = 'waiting'
        `);
    await queryRunner.query(`
            ALTER TABLE "organisation"
            ADD "no_number_reason" text
        `);
    await queryRunner.query(`
            ALTER TABLE "help_conversation"
            ADD CONSTRAINT "help_conversation_service_id_fk" FOREIGN KEY ("service_id") REFERENCES "service"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "help_conversation"
            ADD CONSTRAINT "help_conversation_structure_id_fk" FOREIGN KEY ("structure_id") REFERENCES "structure"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "help_conversation"
            ADD CONSTRAINT "help_conversation_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "help_message"
            ADD CONSTRAINT "help_message_conversation_id_fk" FOREIGN KEY ("conversation_id") REFERENCES "help_conversation"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "help_message"
            ADD CONSTRAINT "help_message_author_id_fk" FOREIGN KEY ("author_id") REFERENCES "account"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "invitation"
            ADD CONSTRAINT "invitation_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "invitation"
            ADD CONSTRAINT "invitation_invited_by_id_fk" FOREIGN KEY ("invited_by_id") REFERENCES "account"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "invitation"
            ADD CONSTRAINT "invitation_accepted_by_id_fk" FOREIGN KEY ("accepted_by_id") REFERENCES "account"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "join_request"
            ADD CONSTRAINT "join_request_organisation_id_fk" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "join_request"
            ADD CONSTRAINT "join_request_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE NO ACTION
        `);
    await queryRunner.query(`
            ALTER TABLE "join_request"
            ADD CONSTRAINT "join_request_decided_by_id_fk" FOREIGN KEY ("decided_by_id") REFERENCES "account"("id") ON DELETE
            SET NULL ON UPDATE NO ACTION
        `);
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
            ALTER TABLE "join_request" DROP CONSTRAINT "join_request_decided_by_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "join_request" DROP CONSTRAINT "join_request_account_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "join_request" DROP CONSTRAINT "join_request_organisation_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "invitation" DROP CONSTRAINT "invitation_accepted_by_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "invitation" DROP CONSTRAINT "invitation_invited_by_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "invitation" DROP CONSTRAINT "invitation_organisation_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "help_message" DROP CONSTRAINT "help_message_author_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "help_message" DROP CONSTRAINT "help_message_conversation_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "help_conversation" DROP CONSTRAINT "help_conversation_account_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "help_conversation" DROP CONSTRAINT "help_conversation_structure_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "help_conversation" DROP CONSTRAINT "help_conversation_service_id_fk"
        `);
    await queryRunner.query(`
            ALTER TABLE "organisation" DROP COLUMN "no_number_reason"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."join_request_one_waiting"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_d821657f9ce84dd055857a4467"
        `);
    await queryRunner.query(`
            DROP TABLE "join_request"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_2aa8c58655f73fc9b44f2c1cd5"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_bcb0a0d2333443083582a05cdd"
        `);
    await queryRunner.query(`
            DROP TABLE "invitation"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_432b17fbae770721824442bbe8"
        `);
    await queryRunner.query(`
            DROP TABLE "help_message"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_0998475d63381670fc15e1044f"
        `);
    await queryRunner.query(`
            DROP INDEX "public"."IDX_1d8f397041a72f15fd5e6affb5"
        `);
    await queryRunner.query(`
            DROP TABLE "help_conversation"
        `);
  }
}
