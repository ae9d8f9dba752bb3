import { DN } from 'ldapts';

export type Unit = 'people' | 'groups' | 'suspended';

/** Every name of an entry comes from here: values are escaped by the library (RFC 4514), the base is the operator's. */
export function directoryNames(baseDn: string) {
  const below = (attribute: string, value: string, parent: string): string =>
    `${new DN().addPairRDN(attribute, value).toString()},${parent}`;
  const unit = (name: Unit): string => below('ou', name, baseDn);
  return {
    unit,
    person: (uid: string, where: 'people' | 'suspended' = 'people'): string => below('uid', uid, unit(where)),
    group: (cn: string, where: 'groups' | 'suspended' = 'groups'): string => below('cn', cn, unit(where)),
    /** The login in a member's DN; null for what is no person of ours. */
    uidOf: (dn: string): string | null => /^uid=([a-z2-7]{12}),/.exec(dn)?.[1] ?? null,
  };
}

export type DirectoryNames = ReturnType<typeof directoryNames>;

export const GROUP_PREFIX = 'ronron-';
