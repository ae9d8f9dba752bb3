/**
 * How somebody proved who they are: values of the IANA registry "Authentication Method Reference Values" (RFC 8176, 2).
 * `pwd` a password, `otp` a code or link used once, `hwk`/`swk` a key bound to hardware or kept in software, `pin`,
 * `fpt`, `face` how its holder unlocked it, `user` that they were there, `mfa` that more than one kind of proof was given.
 */
export type AuthenticationMethod =
  | 'face'
  | 'fpt'
  | 'geo'
  | 'hwk'
  | 'iris'
  | 'kba'
  | 'mca'
  | 'mfa'
  | 'otp'
  | 'pin'
  | 'pop'
  | 'pwd'
  | 'rba'
  | 'retina'
  | 'sc'
  | 'sms'
  | 'swk'
  | 'tel'
  | 'user'
  | 'vbm'
  | 'wia';
