import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** The table of connect-pg-simple, with columns by which sessions are found; a trigger fills them. */
@Entity('session')
export class SessionRow {
  @PrimaryColumn('varchar')
  sid!: string;

  @Column('json')
  sess!: Record<string, unknown>;

  @Index()
  @Column('timestamp', { precision: 6 })
  expire!: Date;

  @Index()
  @Column('uuid', { nullable: true })
  accountId!: string | null;

  /** Names the sign-in to the OpenID provider's sessions; stays when the person shows who they are once more. */
  @Index()
  @Column('uuid', { nullable: true })
  ssoUid!: string | null;
}
