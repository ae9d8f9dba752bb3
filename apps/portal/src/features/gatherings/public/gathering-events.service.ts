import { Inject, Injectable } from '@nestjs/common';
import type { PortalSettings } from '../../../platform/config/portal-settings.js';
import { SETTINGS } from '../../../platform/config/tokens.js';
import { withLocale, type Locale } from '../../../platform/i18n/locales.js';
import { holderOf } from '../gathering/gathering-rules.js';
import type { Gathering } from '../gathering/gathering.entity.js';

const SCHEMA = 'https://schema.org';

/** Gatherings as search engines read them (schema.org, Event), an event for each session. */
@Injectable()
export class GatheringEvents {
  constructor(@Inject(SETTINGS) private readonly settings: PortalSettings) {}

  of(gathering: Gathering, locale: Locale): object[] {
    const { title, slug, sessions, commune, roomPlaces, onlinePlaces, state } = gathering;
    const url = this.settings.publicUrl + withLocale(locale, `/rendez-vous/${slug}`);
    const inRoom = {
      '@type': 'Place',
      name: gathering.placeName,
      address: gathering.placeAddress || commune!.name,
    };
    const online = { '@type': 'VirtualLocation', url };
    const locations = [...(roomPlaces === null ? [] : [inRoom]), ...(onlinePlaces === null ? [] : [online])];
    const mode = roomPlaces === null ? 'Online' : onlinePlaces === null ? 'Offline' : 'Mixed';
    return sessions!.map(({ startsAt, endsAt, cancelledAt }) => ({
      '@context': SCHEMA,
      '@type': 'Event',
      name: title,
      url,
      startDate: startsAt.toISOString(),
      endDate: endsAt.toISOString(),
      eventAttendanceMode: `${SCHEMA}/${mode}EventAttendanceMode`,
      eventStatus: `${SCHEMA}/Event${state === 'cancelled' || cancelledAt !== null ? 'Cancelled' : 'Scheduled'}`,
      location: locations,
      organizer: { '@type': 'Organization', name: holderOf(gathering) },
    }));
  }
}
