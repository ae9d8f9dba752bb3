import { z } from 'zod';

const BASE64URL = /^[A-Za-z0-9_-]*$/;
const bytes = (longest: number): z.ZodString => z.string().max(longest).regex(BASE64URL);
const answer = {
  id: bytes(1400).min(1),
  rawId: bytes(1400).min(1),
  type: z.literal('public-key'),
  clientExtensionResults: z.record(z.string(), z.unknown()).default({}),
  authenticatorAttachment: z.enum(['platform', 'cross-platform']).optional().catch(undefined),
};

/** `RegistrationResponseJSON` of Web Authentication, 5.1.8.1, as far as it is used. */
const registration = z.object({
  ...answer,
  response: z.object({
    clientDataJSON: bytes(8000),
    attestationObject: bytes(60_000),
    transports: z.array(z.string().max(20)).max(10).optional().catch(undefined),
  }),
});

/** `AuthenticationResponseJSON` of the same. */
const authentication = z.object({
  ...answer,
  response: z.object({
    clientDataJSON: bytes(8000),
    authenticatorData: bytes(8000),
    signature: bytes(8000),
    userHandle: bytes(200).optional(),
  }),
});

export type Registration = z.output<typeof registration>;
export type Authentication = z.output<typeof authentication>;

/** What a browser's script put into a form's field: JSON, untrusted. Null when it is not of the shape. */
export const readRegistration = (text: unknown): Registration | null => read(registration, text);
export const readAuthentication = (text: unknown): Authentication | null => read(authentication, text);

function read<Shape>(shape: z.ZodType<Shape>, text: unknown): Shape | null {
  if (typeof text !== 'string') return null;
  try {
    return shape.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
