import { Injectable } from '@nestjs/common';
import type { FormState } from '@ronron/web-ui';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource, In } from 'typeorm';
import type { Locale } from '../../../platform/i18n/locales.js';
import { localFieldValue } from '../../../platform/i18n/local-time.js';
import { Pages } from '../../../platform/pages/pages.js';
import type { Actor } from '../../../platform/security/actor.js';
import { Measure } from '../../commitments/frameworks/measure.entity.js';
import { MeetingRooms } from '../../rooms/meeting-rooms.service.js';
import { Commune } from '../../territories/commune.entity.js';
import { Structure } from '../../territories/structure.entity.js';
import { GatheringScope } from '../gathering/gathering-scope.service.js';
import { GatheringMeasure } from '../gathering/gathering-measure.entity.js';
import { gatheringKinds, placeFeatures, type Gathering } from '../gathering/gathering.entity.js';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** What the form of a gathering offers to choose from. */
export interface GatheringChoices {
  readonly kinds: readonly object[];
  readonly placeFeatures: readonly object[];
  readonly services: readonly Choice[];
  readonly measures: readonly Choice[];
  readonly holders: readonly Choice[];
  readonly communes: readonly Choice[];
}

/** What the pages of those who keep gatherings have in common. */
@Injectable()
export class ManagerPages {
  constructor(
    private readonly database: DataSource,
    private readonly scope: GatheringScope,
    private readonly rooms: MeetingRooms,
    private readonly pages: Pages,
  ) {}

  /** Below the list of what somebody keeps; with a gathering, below that one. */
  async show(
    request: FastifyRequest,
    reply: FastifyReply,
    view: string,
    title: string,
    model: { readonly form: FormState } & Record<string, unknown>,
    gathering: Gathering | null = null,
  ): Promise<void> {
    const draw = Object.keys(model.form.errors).length > 0 ? 'showErrors' : 'show';
    await this.pages[draw](
      request,
      reply,
      `gatherings/managing/${view}`,
      { heading: this.pages.text(request, title), gathering, ...model },
      {
        title: gathering !== null && view === 'show' ? { text: gathering.title } : title,
        noIndex: true,
        breadcrumbs: [
          ...(view === 'index' ? [] : [{ label: 'gatherings:manage.title', href: '/gestion/rendez-vous' }]),
          ...(gathering === null || view === 'show'
            ? []
            : [{ label: { text: gathering.title }, href: `/gestion/rendez-vous/${gathering.id}` }]),
        ],
      },
    );
  }

  /** What the form of a gathering offers to choose from. `holder`: null while it has none yet. */
  async choices(actor: Actor, holder: Gathering | null, locale: Locale): Promise<GatheringChoices> {
    const structures =
      holder === null ? actor.structures : holder.structureId === null ? undefined : [holder.structureId];
    const all = holder === null && actor.communes.length > 0 ? undefined : structures;
    return {
      kinds: gatheringKinds.map((value) => ({ value, labelKey: `gatherings:kinds.${value}` })),
      placeFeatures: placeFeatures.map((value) => ({ value, labelKey: `gatherings:placeFeatures.${value}` })),
      services: (await this.rooms.services(all)).map(({ id, name }) => ({ value: id, label: name })),
      measures: await this.measures(locale),
      holders: holder === null ? await this.holders(actor) : [],
      communes: holder === null && actor.structures.length > 0 ? await this.communes() : [],
    };
  }

  /** A gathering's form as it is first shown. */
  async valuesOf(gathering: Gathering): Promise<FormState['values']> {
    const measures = await this.database.getRepository(GatheringMeasure).findBy({ gatheringId: gathering.id });
    const { kind, title, words, series, freeSoftware, otherSoftware, trainers, placeName, placeAddress } = gathering;
    return {
      kind,
      title,
      words,
      series,
      freeSoftware,
      otherSoftware,
      trainers,
      placeName,
      placeAddress,
      placeFeatures: [...gathering.placeFeatures],
      placeNotes: gathering.placeNotes,
      roomPlaces: gathering.roomPlaces === null ? '' : String(gathering.roomPlaces),
      onlinePlaces: gathering.onlinePlaces === null ? '' : String(gathering.onlinePlaces),
      roomServiceId: gathering.roomServiceId ?? '',
      namesReason: gathering.namesReason,
      measures: measures.map(({ measureId }) => measureId),
      version: String(gathering.version),
    };
  }

  /** What the form of a new one begins with, to hold a former one again: all but its times. @throws AppError `not-found` */
  async copyOf(actor: Actor, id: string): Promise<FormState['values']> {
    const gathering = await this.scope.gathering(this.database.manager, actor, id);
    const { communeId, structureId } = gathering;
    const holder = structureId === null ? `commune:${communeId}` : `structure:${structureId}`;
    return { ...(await this.valuesOf(gathering)), holder, communeId, version: '' };
  }

  /** The fields of a session's hours, as browsers want them. */
  timesOf({ startsAt, endsAt }: { startsAt: Date; endsAt: Date }): { startsAt: string; endsAt: string } {
    return { startsAt: localFieldValue(startsAt), endsAt: localFieldValue(endsAt) };
  }

  private async holders(actor: Actor): Promise<Choice[]> {
    const communes = await this.database.getRepository(Commune).findBy({ id: In([...actor.communes]) });
    const structures = await this.database.getRepository(Structure).findBy({ id: In([...actor.structures]) });
    return [
      ...communes.map(({ id, name }) => ({ value: `commune:${id}`, label: name })),
      ...structures.map(({ id, name }) => ({ value: `structure:${id}`, label: name })),
    ];
  }

  private async communes(): Promise<Choice[]> {
    const served = await this.database
      .getRepository(Commune)
      .find({ where: { served: true }, order: { principal: 'DESC', name: 'ASC' } });
    return served.map(({ id, name }) => ({ value: id, label: name }));
  }

  private async measures(locale: Locale): Promise<Choice[]> {
    const measures = await this.database.getRepository(Measure).find({
      relations: { framework: true },
      order: { framework: { position: 'ASC' }, position: 'ASC' },
    });
    return measures
      .filter(({ retiredAt }) => retiredAt === null)
      .map(({ id, title }) => ({ value: id, label: title[locale] ?? title.fr }));
  }
}
