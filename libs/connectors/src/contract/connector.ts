import type { Outcome } from './outcome.js';

/** A value that a JSON column keeps. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * What a connector needs to find its own again, kept by the portal as JSON and given back unread. `version` lets a later
 * release read what an earlier one wrote. It holds no secret.
 */
export interface Handle {
  readonly version: number;
  readonly [key: string]: JsonValue;
}

export type SubscriptionState = 'active' | 'suspended' | 'absent';
export type MemberRole = 'manager' | 'member';

/** A person who may use what the subscription gives. The holder of a personal subscription is its one member, a manager. */
export interface Member {
  readonly accountId: string;
  /** Under which the tool knows the person who signs in through the portal (`sub`); absent: the account's id. */
  readonly subject?: string;
  readonly displayName: string;
  readonly email: string;
  readonly role: MemberRole;
}

/** What a plan allows in meeting rooms. */
export interface RoomAllowance {
  /** Most rooms at once; null: no limit of ours. */
  readonly most: number | null;
  /** Most people in one room; null: no limit of ours. */
  readonly people: number | null;
  readonly recording: boolean;
  readonly livestreaming: boolean;
  readonly transcription: boolean;
}

/** Somebody who has the service by another subscription that is active, as the holder or a member of an organisation. */
export interface HeldElsewhere {
  readonly accountId: string;
  /** The largest quota of those subscriptions, in bytes; null: no limit of ours. */
  readonly quotaBytes: number | null;
}

/** All that the remote side should come to; complete each time, so that repeating it or skipping one does no harm. */
export interface DesiredState {
  readonly subscriptionId: string;
  readonly state: SubscriptionState;
  readonly holder: { readonly kind: 'account' | 'organisation'; readonly id: string; readonly name: string };
  readonly members: readonly Member[];
  /** Where `can.sharedAccounts`: those of its members, and of who left it, whose account has to stay open whatever becomes of it. */
  readonly elsewhere?: readonly HeldElsewhere[];
  /** Bytes, for the whole subscription; null: no limit of ours. */
  readonly quotaBytes: number | null;
  /** Where `can.rooms`: what the subscription's plan allows; null or left out: no plan says anything, the settings decide. */
  readonly rooms?: RoomAllowance | null;
  /** What people call it, e.g. the association's name. */
  readonly name: string;
  /** `fr`, `en` or `br`: the language of what the tool writes first. */
  readonly locale: string;
}

/** The same for every attempt at one wish; tools that know such keys get it as it is. */
export type IdempotencyKey = string;

/** What a kind of software can do; pages and jobs ask this instead of the connector's id. */
export interface ConnectorAbilities {
  /** Makes accounts in the tool. */
  readonly accounts: boolean;
  /** Keeps the members of an organisation together. */
  readonly groups: boolean;
  readonly quota: boolean;
  /** A person's one account serves all their subscriptions, and the tool cannot tell these apart. */
  readonly sharedAccounts: boolean;
  /** Suspending closes the access and keeps the data. */
  readonly suspend: boolean;
  readonly export: boolean;
  readonly usage: boolean;
  /** The tool can sign people in through the portal. */
  readonly sso: boolean;
  /** Opens meeting rooms that the portal keeps: members and guests enter with `openRoom`, not with `open`. */
  readonly rooms: boolean;
  /** Guests of a room can be made to wait until a moderator lets them in. */
  readonly lobby: boolean;
  /** Meetings can be recorded; recordings are listed and deleted from the portal. */
  readonly recordings: boolean;
  /** Gives pads that are listed and made from the portal. */
  readonly pads: boolean;
  /** A guest without an account can be let in. */
  readonly guests: boolean;
  /** The connector removes one person's data on demand. */
  readonly erase: boolean;
  /** `open` gives an address; otherwise people use the service's public one. */
  readonly open: boolean;
  /** Tools that cannot sign people in through the portal: it gives each member a password of its own making. */
  readonly passwords: boolean;
}

export interface ServiceHealth {
  /** As the tool says it; null when it does not. */
  readonly version: string | null;
  /** Milliseconds from the question to the whole answer. */
  readonly latencyMs: number;
  readonly checkedAt: Date;
  /** What works less well than it could, for operators, in English, at most 300 characters; absent: nothing. */
  readonly remark?: string;
}

/** What the tool really has for one subscription. */
export interface ActualState {
  readonly state: SubscriptionState;
  /** Null when only the tool's own name of it is known. */
  readonly subscriptionId: string | null;
  /** The tool's own name of it, for operators: the same in `list` and in `inspect`. */
  readonly remoteName: string;
  /** What people call it there; null or absent when the tool does not tell, or keeps no such name. */
  readonly name?: string | null;
  readonly memberCount: number | null;
  readonly quotaBytes: number | null;
}

/** Where a listing goes on; opaque. */
export type Cursor = string;

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Null on the last page. */
  readonly next: Cursor | null;
}

/** Each figure is null when the tool does not tell it. */
export interface Usage {
  readonly bytes: number | null;
  /** Pads, files or rooms. */
  readonly items: number | null;
  readonly lastActivityAt: Date | null;
}

export interface ExportArtefact {
  readonly fileName: string;
  /** E.g. `application/zip`. */
  readonly mediaType: string;
  readonly content: Uint8Array;
}

/** Whom the right to erasure is about. */
export interface Person {
  readonly accountId: string;
  /** As in `Member`. */
  readonly subject?: string;
  readonly email: string;
}

/** Who opens: a member with an account, or a guest that a member invited. */
export type Actor =
  | { readonly kind: 'member'; readonly accountId: string; readonly displayName: string; readonly role: MemberRole }
  | { readonly kind: 'guest'; readonly displayName: string | null };

export interface OpeningCookie {
  readonly name: string;
  readonly value: string;
  /** Null: the portal's own host only. */
  readonly domain: string | null;
  readonly path: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: 'lax' | 'strict' | 'none';
  /** Seconds the browser keeps it. */
  readonly maxAgeSeconds: number;
}

/** Where the browser goes. The address may carry a token: it is sent to that person only, and never logged or stored. */
export interface Opening {
  readonly url: string;
  readonly cookies: readonly OpeningCookie[];
}

export interface Pad {
  /** The name given at its creation, unique in the subscription. */
  readonly name: string;
  readonly lastEditedAt: Date | null;
}

/** What moderators may do in a room beyond speaking and showing. */
export type RoomFeature = 'recording' | 'livestreaming' | 'transcription';

/** A meeting room. The portal keeps it, since most tools know a room only while somebody is in it. */
export interface Room {
  /** 24 or more characters of a–z and 0–9 that nobody guesses and that never change: the tool's name of the room comes from it. */
  readonly key: string;
  /** Shown to those who enter. */
  readonly name: string;
  /** The window of a meeting; the portal lets nobody in outside of it, and what a tool gives out ends with it. Null: no bound. */
  readonly opensAt: Date | null;
  readonly closesAt: Date | null;
  /** Guests wait until a moderator lets them in, where `can.lobby`. */
  readonly lobby: boolean;
  /** Most people in it at once, where the tool can count; null: no limit of ours. */
  readonly people: number | null;
  /** Those that the subscription gives; the tool's settings may allow fewer. */
  readonly features: readonly RoomFeature[];
}

/** What was recorded in a room. */
export interface Recording {
  /** The tool's own. */
  readonly id: string;
  readonly startedAt: Date | null;
  readonly minutes: number | null;
  /** http or https; null while the tool still works on it. */
  readonly url: string | null;
}

/** What a person types into the tool's own programs. Shown to that person once, and never logged or stored. */
export interface Credentials {
  readonly login: string;
  readonly password: string;
  /** Where the program connects: an address or a host name. */
  readonly server: string;
}

/** Code that speaks to one running service of one kind of software. */
export interface Connector {
  readonly id: string;
  /** Whether the service answers and accepts the settings; changes nothing there. */
  check(): Promise<Outcome<ServiceHealth>>;
  /** Makes the remote side match. Safe to repeat, to interrupt anywhere, and to call with a lost handle. */
  apply(wanted: DesiredState, handle: Handle | null, key: IdempotencyKey): Promise<Outcome<Handle>>;
  inspect?(handle: Handle): Promise<Outcome<ActualState>>;
  list?(cursor: Cursor | null): Promise<Outcome<Page<ActualState>>>;
  usage?(handle: Handle): Promise<Outcome<Usage>>;
  /** The right to erasure, across all subscriptions of the service. Done also when nothing was there. */
  erase?(person: Person): Promise<Outcome<void>>;
  export?(handle: Handle): Promise<Outcome<ExportArtefact>>;
  /** `item` is a pad's name where `can.pads`. Failed with `conflict` when suspended or absent. */
  open?(handle: Handle, who: Actor, item?: string): Promise<Outcome<Opening>>;
  /**
   * Gives a member a new password, made by us; the one before stops working. Where `can.passwords`. Failed with `conflict`
   * when suspended or absent, or when the account is no member of the subscription.
   */
  renewPassword?(handle: Handle, accountId: string): Promise<Outcome<Credentials>>;
  /** The pads of a subscription, by name; where `can.pads`. */
  listPads?(handle: Handle): Promise<Outcome<readonly Pad[]>>;
  /** Makes a pad; a name that is taken is `conflict`, one that the tool cannot hold `unsupported`. */
  createPad?(handle: Handle, name: string): Promise<Outcome<Pad>>;
  /**
   * Lets somebody into a room: a manager moderates it, everybody else takes part. A handle of null is for a room that belongs to the
   * service itself and to no subscription. Failed with `conflict` when suspended or absent, or when the room's time is over.
   * Where `can.rooms`, as `closeRoom`.
   */
  openRoom?(handle: Handle | null, room: Room, who: Actor): Promise<Outcome<Opening>>;
  /** Ends the meeting that goes on and removes what the tool keeps of the room, recordings included. Done also when nothing was there. */
  closeRoom?(handle: Handle | null, room: Room): Promise<Outcome<void>>;
  /** What was recorded in a room, newest first; where `can.recordings`. */
  listRecordings?(handle: Handle | null, room: Room): Promise<Outcome<readonly Recording[]>>;
  /** Done also when the room has none of that id: what is another room's stays. */
  deleteRecording?(handle: Handle | null, room: Room, id: string): Promise<Outcome<void>>;
}
