import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something about the portal that people set on its pages, as opposed to its environment. */
@Entity()
export class PortalSetting {
  @PrimaryColumn('text')
  key!: string;

  @Column('jsonb')
  value!: unknown;

  @Column('timestamptz')
  updatedAt!: Date;
}
