import { RelyingParty, type ConformanceTest } from './relying-party.js';
import { oidccServer } from './basic/response/oidcc-server.js';
import { oidccResponseTypeMissing } from './basic/response/oidcc-response-type-missing.js';
import { oidccIdtokenSignature } from './basic/response/oidcc-idtoken-signature.js';
import { oidccIdtokenUnsigned } from './basic/response/oidcc-idtoken-unsigned.js';
import { oidccEnsureRequestWithoutNonceSucceedsForCodeFlow } from './basic/response/oidcc-ensure-request-without-nonce-succeeds-for-code-flow.js';
import { oidccServerClientSecretPost } from './basic/response/oidcc-server-client-secret-post.js';
import { oidccEnsurePostRequestSucceeds } from './basic/response/oidcc-ensure-post-request-succeeds.js';
import { oidccUserinfoGet } from './basic/userinfo/oidcc-userinfo-get.js';
import { oidccUserinfoPostHeader } from './basic/userinfo/oidcc-userinfo-post-header.js';
import { oidccUserinfoPostBody } from './basic/userinfo/oidcc-userinfo-post-body.js';
import { oidccScopeProfile } from './basic/scopes/oidcc-scope-profile.js';
import { oidccScopeEmail } from './basic/scopes/oidcc-scope-email.js';
import { oidccScopeAddress } from './basic/scopes/oidcc-scope-address.js';
import { oidccScopePhone } from './basic/scopes/oidcc-scope-phone.js';
import { oidccScopeAll } from './basic/scopes/oidcc-scope-all.js';
import { oidccEnsureOtherScopeOrderSucceeds } from './basic/scopes/oidcc-ensure-other-scope-order-succeeds.js';
import { oidccClaimsEssential } from './basic/scopes/oidcc-claims-essential.js';
import { oidccDisplayPage } from './basic/prompts/oidcc-display-page.js';
import { oidccDisplayPopup } from './basic/prompts/oidcc-display-popup.js';
import { oidccPromptLogin } from './basic/prompts/oidcc-prompt-login.js';
import { oidccPromptNoneNotLoggedIn } from './basic/prompts/oidcc-prompt-none-not-logged-in.js';
import { oidccPromptNoneLoggedIn } from './basic/prompts/oidcc-prompt-none-logged-in.js';
import { oidccMaxAge1 } from './basic/prompts/oidcc-max-age-1.js';
import { oidccMaxAge10000 } from './basic/prompts/oidcc-max-age-10000.js';
import { oidccEnsureRequestWithUnknownParameterSucceeds } from './basic/parameters/oidcc-ensure-request-with-unknown-parameter-succeeds.js';
import { oidccIdTokenHint } from './basic/parameters/oidcc-id-token-hint.js';
import { oidccLoginHint } from './basic/parameters/oidcc-login-hint.js';
import { oidccUiLocales } from './basic/parameters/oidcc-ui-locales.js';
import { oidccClaimsLocales } from './basic/parameters/oidcc-claims-locales.js';
import { oidccEnsureRequestWithAcrValuesSucceeds } from './basic/parameters/oidcc-ensure-request-with-acr-values-succeeds.js';
import { oidccRequestUriUnsignedSupportedCorrectlyOrRejectedAsUnsupported } from './basic/parameters/oidcc-request-uri-unsigned-supported-correctly-or-rejected-as-unsupported.js';
import { oidccUnsignedRequestObjectSupportedCorrectlyOrRejectedAsUnsupported } from './basic/parameters/oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported.js';
import { oidccEnsureRequestObjectWithRedirectUri } from './basic/parameters/oidcc-ensure-request-object-with-redirect-uri.js';
import { oidccCodereuse } from './basic/codes/oidcc-codereuse.js';
import { oidccCodereuse30Seconds } from './basic/codes/oidcc-codereuse-30seconds.js';
import { oidccEnsureRegisteredRedirectUri } from './basic/codes/oidcc-ensure-registered-redirect-uri.js';
import { oidccRefreshToken } from './basic/codes/oidcc-refresh-token.js';
import { oidccEnsureRequestWithValidPkceSucceeds } from './basic/codes/oidcc-ensure-request-with-valid-pkce-succeeds.js';
import { oidccDiscoveryEndpointVerification } from './config/oidcc-discovery-endpoint-verification.js';
import { oidccRpInitiatedLogoutDiscoveryEndpointVerification } from './rp-initiated-logout/oidcc-rp-initiated-logout-discovery-endpoint-verification.js';
import { oidccRpInitiatedLogout } from './rp-initiated-logout/oidcc-rp-initiated-logout.js';
import { oidccRpInitiatedLogoutBadPostLogoutRedirectUri } from './rp-initiated-logout/oidcc-rp-initiated-logout-bad-post-logout-redirect-uri.js';
import { oidccRpInitiatedLogoutModifiedIdTokenHint } from './rp-initiated-logout/oidcc-rp-initiated-logout-modified-id-token-hint.js';
import { oidccRpInitiatedLogoutNoIdTokenHint } from './rp-initiated-logout/oidcc-rp-initiated-logout-no-id-token-hint.js';
import { oidccRpInitiatedLogoutNoParams } from './rp-initiated-logout/oidcc-rp-initiated-logout-no-params.js';
import { oidccRpInitiatedLogoutNoPostLogoutRedirectUri } from './rp-initiated-logout/oidcc-rp-initiated-logout-no-post-logout-redirect-uri.js';
import { oidccRpInitiatedLogoutNoState } from './rp-initiated-logout/oidcc-rp-initiated-logout-no-state.js';
import { oidccRpInitiatedLogoutOnlyState } from './rp-initiated-logout/oidcc-rp-initiated-logout-only-state.js';
import { oidccBackchannelLogoutDiscoveryEndpointVerification } from './backchannel-logout/oidcc-backchannel-logout-discovery-endpoint-verification.js';
import { oidccBackchannelRpInitiatedLogout } from './backchannel-logout/oidcc-backchannel-rp-initiated-logout.js';

/** The OpenID Foundation's plans, each test in a file named as the official one; what each plan leaves out stands in README.md. */
const PLANS: Readonly<Record<string, readonly ConformanceTest[]>> = {
  'oidcc-basic-certification-test-plan': [
    oidccServer,
    oidccResponseTypeMissing,
    oidccIdtokenSignature,
    oidccIdtokenUnsigned,
    oidccEnsureRequestWithoutNonceSucceedsForCodeFlow,
    oidccServerClientSecretPost,
    oidccEnsurePostRequestSucceeds,
    oidccUserinfoGet,
    oidccUserinfoPostHeader,
    oidccUserinfoPostBody,
    oidccScopeProfile,
    oidccScopeEmail,
    oidccScopeAddress,
    oidccScopePhone,
    oidccScopeAll,
    oidccEnsureOtherScopeOrderSucceeds,
    oidccClaimsEssential,
    oidccDisplayPage,
    oidccDisplayPopup,
    oidccPromptLogin,
    oidccPromptNoneNotLoggedIn,
    oidccPromptNoneLoggedIn,
    oidccMaxAge1,
    oidccMaxAge10000,
    oidccEnsureRequestWithUnknownParameterSucceeds,
    oidccIdTokenHint,
    oidccLoginHint,
    oidccUiLocales,
    oidccClaimsLocales,
    oidccEnsureRequestWithAcrValuesSucceeds,
    oidccRequestUriUnsignedSupportedCorrectlyOrRejectedAsUnsupported,
    oidccUnsignedRequestObjectSupportedCorrectlyOrRejectedAsUnsupported,
    oidccEnsureRequestObjectWithRedirectUri,
    oidccCodereuse,
    oidccCodereuse30Seconds,
    oidccEnsureRegisteredRedirectUri,
    oidccRefreshToken,
    oidccEnsureRequestWithValidPkceSucceeds,
  ],
  'oidcc-config-certification-test-plan': [oidccDiscoveryEndpointVerification],
  'oidcc-rp-initiated-logout-certification-test-plan': [
    oidccRpInitiatedLogoutDiscoveryEndpointVerification,
    oidccRpInitiatedLogout,
    oidccRpInitiatedLogoutBadPostLogoutRedirectUri,
    oidccRpInitiatedLogoutModifiedIdTokenHint,
    oidccRpInitiatedLogoutNoIdTokenHint,
    oidccRpInitiatedLogoutNoParams,
    oidccRpInitiatedLogoutNoPostLogoutRedirectUri,
    oidccRpInitiatedLogoutNoState,
    oidccRpInitiatedLogoutOnlyState,
  ],
  'oidcc-backchannel-rp-initiated-logout-certification-test-plan': [
    oidccBackchannelLogoutDiscoveryEndpointVerification,
    oidccBackchannelRpInitiatedLogout,
  ],
};

describe('OpenID conformance', () => {
  let rp: RelyingParty;

  beforeAll(async () => {
    rp = await RelyingParty.start();
  }, 120_000);
  afterAll(() => rp.stop());

  for (const [plan, tests] of Object.entries(PLANS))
    describe(plan, () => {
      it.each(tests)('$name', ({ run }) => run(rp), 60_000);
    });
});
