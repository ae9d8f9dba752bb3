import {
  gatheringKinds as kindsOfGatherings,
  gatheringStates,
  placeFeatures,
} from '../../../../gatherings/gathering/gathering.entity.js';
import { choice, content, instant, names, number, portal, slug, text, webLink } from './fields.js';
import type { Kind } from './record-kinds.js';

const needed = { needed: true };
const nullable = { nullable: true };
const MOST_PEOPLE = 1_000_000;
const wholeOrNone = { whole: true, nullable: true };

/** What was held for residents. */
export const gatheringKinds = {
  gathering: {
    parent: null,
    fields: {
      commune: text(5, needed),
      portal,
      slug: slug(80),
      kindOfGathering: choice(kindsOfGatherings),
      title: text(1200, needed),
      words: text(80_000, needed),
      holder: text(800),
      holderAgreedAt: instant(true),
      series: text(480),
      freeSoftware: text(2000),
      otherSoftware: text(2000),
      trainers: text(1200),
      placeName: text(800),
      placeAddress: text(1200),
      placeFeatures: names(placeFeatures),
      placeNotes: text(12_000),
      roomPlaces: number(1, MOST_PEOPLE, wholeOrNone),
      onlinePlaces: number(1, MOST_PEOPLE, wholeOrNone),
      namesReason: text(2000),
      gatheringState: choice(gatheringStates),
      cancelReason: text(4000),
      minutes: text(200_000),
      measures: names(),
      useful4: number(0, MOST_PEOPLE, { whole: true }),
      useful3: number(0, MOST_PEOPLE, { whole: true }),
      useful2: number(0, MOST_PEOPLE, { whole: true }),
      useful1: number(0, MOST_PEOPLE, { whole: true }),
      publishedAt: instant(true),
      createdAt: instant(),
      updatedAt: instant(),
    },
  },
  session: {
    parent: 'gathering',
    fields: {
      startsAt: instant(),
      endsAt: instant(),
      cancelledAt: instant(true),
      sequence: number(0, 1_000_000, { whole: true }),
      roomPresent: number(0, MOST_PEOPLE, wholeOrNone),
      onlinePresent: number(0, MOST_PEOPLE, wholeOrNone),
      agentsPresent: number(0, MOST_PEOPLE, wholeOrNone),
      updatedAt: instant(),
    },
  },
  paper: {
    parent: 'gathering',
    fields: {
      title: text(1200, needed),
      url: webLink(true),
      fileName: text(400, nullable),
      fileContent: content,
      at: instant(),
    },
  },
} satisfies Readonly<Record<string, Kind>>;
