import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BrandSource, type Brand } from '../../platform/pages/brand-source.js';
import { PublicChanges } from '../../platform/server/public-changes.js';
import { Commune } from './commune.entity.js';

const UNNAMED: Brand = { name: 'Ronron', colour: null, logoPath: null };

/** The principal commune's brand, kept in memory while changes can be heard of. */
@Injectable()
export class CommuneBrand extends BrandSource {
  private known: Brand | null = null;
  private listening = false;

  constructor(
    private readonly database: DataSource,
    changes: PublicChanges,
  ) {
    super();
    changes.onChange(() => (this.known = null));
    changes.onConnection((listening) => {
      this.listening = listening;
      this.known = null;
    });
  }

  async current(): Promise<Brand> {
    if (this.known !== null) return this.known;
    const commune = await this.database.getRepository(Commune).findOneBy({ principal: true });
    const brand =
      commune === null
        ? UNNAMED
        : {
            name: commune.name,
            colour: commune.colour,
            logoPath: commune.logoFileId === null ? null : `/fichiers/${commune.logoFileId}`,
          };
    if (this.listening) this.known = brand;
    return brand;
  }
}
