import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a service runs. The version stands with the service, since structures upgrade at their own pace. */
@Entity()
export class Software {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('text', { unique: true })
  name!: string;

  /** SPDX identifier, e.g. AGPL-3.0-or-later. */
  @Column('text')
  licence!: string;

  @Column('text')
  website!: string;

  @Column('text')
  sourceUrl!: string;
}
