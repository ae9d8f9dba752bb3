import { AccountToken } from './features/accounts/account-token.entity.js';
import { ActionMilestone } from './features/commitments/actions/action-milestone.entity.js';
import { FollowDigest } from './features/commitments/following/digests/follow-digest.entity.js';
import { Follow } from './features/commitments/following/follows/follow.entity.js';
import { CommitmentMove } from './features/commitments/following/moves/commitment-move.entity.js';
import { FiguresKey } from './features/commitments/figures/signed/figures-key.entity.js';
import { HostingFigure } from './features/commitments/figures/live/hosting-figure.entity.js';
import { FrameworkRevision } from './features/commitments/frameworks/framework-revision.entity.js';
import { Account } from './features/accounts/account.entity.js';
import { KnownDevice } from './features/accounts/devices/known-device.entity.js';
import { Plan } from './features/catalogue/plans/plan.entity.js';
import { SubscriptionChange } from './features/subscriptions/changes/subscription-change.entity.js';
import { RequestHandover } from './features/requests/handing/request-handover.entity.js';
import { UsageDay } from './features/usage/usage-day.entity.js';
import { UsageMonth } from './features/usage/usage-month.entity.js';
import { BulkItem } from './features/bulk/bulk-item.entity.js';
import { BulkOperation } from './features/bulk/bulk-operation.entity.js';
import { Service } from './features/catalogue/service.entity.js';
import { Software } from './features/catalogue/software.entity.js';
import { TrainingAgreement } from './features/gatherings/agreement/training-agreement.entity.js';
import { GatheringMeasure } from './features/gatherings/gathering/gathering-measure.entity.js';
import { Gathering } from './features/gatherings/gathering/gathering.entity.js';
import { GatheringOpinion } from './features/gatherings/opinions/gathering-opinion.entity.js';
import { GatheringPaper } from './features/gatherings/papers/gathering-paper.entity.js';
import { GatheringRegistration } from './features/gatherings/registrations/gathering-registration.entity.js';
import { GatheringSession } from './features/gatherings/sessions/gathering-session.entity.js';
import { HelpConversation } from './features/help/help-conversation.entity.js';
import { HelpMessage } from './features/help/help-message.entity.js';
import { CommitmentAction } from './features/commitments/actions/commitment-action.entity.js';
import { IndicatorValue } from './features/commitments/figures/indicator-value.entity.js';
import { Indicator } from './features/commitments/figures/indicator.entity.js';
import { Framework } from './features/commitments/frameworks/framework.entity.js';
import { Measure } from './features/commitments/frameworks/measure.entity.js';
import { CommitmentRevision } from './features/commitments/promises/commitment-revision.entity.js';
import { CommitmentProposal } from './features/commitments/agreements/commitment-proposal.entity.js';
import { CommitmentRules } from './features/commitments/promises/commitment-rules.entity.js';
import { Commitment } from './features/commitments/promises/commitment.entity.js';
import { DeadlineSlip } from './features/commitments/promises/deadline-slip.entity.js';
import { CollectiveProposal } from './features/commitments/proposals/collective-proposal.entity.js';
import { ProposalAnswer } from './features/commitments/proposals/proposal-answer.entity.js';
import { ProposalSupport } from './features/commitments/proposals/proposal-support.entity.js';
import { QuestionAnswer } from './features/commitments/questions/question-answer.entity.js';
import { QuestionJoin } from './features/commitments/questions/question-join.entity.js';
import { ResidentQuestion } from './features/commitments/questions/resident-question.entity.js';
import { Spending } from './features/commitments/spending/spending.entity.js';
import { CommitmentUpdate } from './features/commitments/updates/commitment-update.entity.js';
import { Evidence } from './features/commitments/updates/evidence.entity.js';
import { UpdateCorrection } from './features/commitments/updates/update-correction.entity.js';
import { Passkey } from './features/factors/passkeys/passkey.entity.js';
import { RecoveryCode } from './features/factors/recovery/recovery-code.entity.js';
import { TotpSecret } from './features/factors/totp/totp-secret.entity.js';
import { LinkedIdentity } from './features/identities/linked/linked-identity.entity.js';
import { IdentityProvider } from './features/identities/providers/identity-provider.entity.js';
import { LegalText } from './features/legal/legal-text.entity.js';
import { Invitation } from './features/organisations/joining/invitation.entity.js';
import { JoinRequest } from './features/organisations/joining/join-request.entity.js';
import { Membership } from './features/organisations/membership.entity.js';
import { Organisation } from './features/organisations/organisation.entity.js';
import { MeetingRoom } from './features/rooms/meeting-room.entity.js';
import { DataExport } from './features/privacy/export/data-export.entity.js';
import { RightsRequest } from './features/privacy/rights/rights-request.entity.js';
import { TextAcceptance } from './features/legal/acceptance/text-acceptance.entity.js';
import { Erasure } from './features/privacy/erasure/erasure.entity.js';
import { ServiceErasure } from './features/privacy/erasure/service-erasure.entity.js';
import { RetainedRecord } from './features/privacy/retention/retained-record.entity.js';
import { ServiceCircuit } from './features/provisioning/circuits/service-circuit.entity.js';
import { ProvisioningJob } from './features/provisioning/provisioning-job.entity.js';
import { Drift } from './features/reconciliation/drifts/drift.entity.js';
import { ReconciliationRun } from './features/reconciliation/runs/reconciliation-run.entity.js';
import { ReconciliationSetting } from './features/reconciliation/runs/reconciliation-setting.entity.js';
import { RemoteSighting } from './features/reconciliation/runs/remote-sighting.entity.js';
import { RequestEvent } from './features/requests/request-event.entity.js';
import { ServiceRequest } from './features/requests/service-request.entity.js';
import { RoleGrant } from './features/roles/role-grant.entity.js';
import { OidcClient } from './features/sso/clients/oidc-client.entity.js';
import { OidcClientOrganisation } from './features/sso/clients/oidc-client-organisation.entity.js';
import { OidcConsent } from './features/sso/clients/oidc-consent.entity.js';
import { OidcKey } from './features/sso/keys/oidc-key.entity.js';
import { OidcRecord } from './features/sso/storage/oidc-record.entity.js';
import { OidcSession } from './features/sso/storage/oidc-session.entity.js';
import { ServiceCheck } from './features/status/service-check.entity.js';
import { SetupLink } from './features/setup/first-run/setup-link.entity.js';
import { SubscriptionExport } from './features/subscriptions/ending/exports/subscription-export.entity.js';
import { SubscriptionClosure } from './features/subscriptions/ending/subscription-closure.entity.js';
import { LastManager } from './features/organisations/closing/last-manager.entity.js';
import { Handover } from './features/organisations/handover/handover.entity.js';
import { AccessRemoval } from './features/subscriptions/removals/access-removal.entity.js';
import { Renewal } from './features/subscriptions/renewal/renewal.entity.js';
import { Subscription } from './features/subscriptions/subscription.entity.js';
import { Commune } from './features/territories/commune.entity.js';
import { StructureMember } from './features/territories/structure-member.entity.js';
import { Structure } from './features/territories/structure.entity.js';
import { WebhookDelivery } from './features/webhooks/webhook-delivery.entity.js';
import { WebhookEndpoint } from './features/webhooks/webhook-endpoint.entity.js';
import { AuditEntry } from './platform/audit/audit-entry.entity.js';
import { PortalSetting } from './platform/config/portal-setting.entity.js';
import { StoredFile } from './platform/files/stored-file.entity.js';
import { WorkerBeat } from './platform/jobs/worker-beat.entity.js';
import { OutgoingMail } from './platform/mail/outgoing-mail.entity.js';
import { RateLimitRow } from './platform/security/rate-limit-row.entity.js';
import { SessionRow } from './platform/sessions/session-row.entity.js';

/** Every table of ours: what the data source knows and the migrations make. */
export const entities = [
  Account,
  AccountToken,
  ActionMilestone,
  AuditEntry,
  BulkItem,
  BulkOperation,
  Commitment,
  CommitmentAction,
  CommitmentMove,
  Follow,
  FollowDigest,
  CommitmentRevision,
  CommitmentProposal,
  CommitmentRules,
  CommitmentUpdate,
  Commune,
  Gathering,
  TrainingAgreement,
  GatheringMeasure,
  GatheringOpinion,
  GatheringPaper,
  GatheringRegistration,
  GatheringSession,
  HelpConversation,
  HelpMessage,
  HostingFigure,
  Invitation,
  JoinRequest,
  KnownDevice,
  DeadlineSlip,
  Drift,
  DataExport,
  Erasure,
  Evidence,
  FiguresKey,
  Framework,
  FrameworkRevision,
  IdentityProvider,
  Indicator,
  IndicatorValue,
  LegalText,
  LinkedIdentity,
  Measure,
  MeetingRoom,
  Membership,
  OidcClient,
  OidcClientOrganisation,
  OidcConsent,
  OidcKey,
  OidcRecord,
  OidcSession,
  Organisation,
  OutgoingMail,
  Passkey,
  Plan,
  PortalSetting,
  ProvisioningJob,
  RateLimitRow,
  ReconciliationRun,
  ReconciliationSetting,
  RecoveryCode,
  RemoteSighting,
  RequestEvent,
  RequestHandover,
  RetainedRecord,
  RightsRequest,
  RoleGrant,
  Service,
  ServiceCheck,
  ServiceCircuit,
  ServiceErasure,
  ServiceRequest,
  SessionRow,
  SetupLink,
  Software,
  CollectiveProposal,
  ProposalAnswer,
  ProposalSupport,
  QuestionAnswer,
  QuestionJoin,
  ResidentQuestion,
  Spending,
  StoredFile,
  Structure,
  StructureMember,
  Handover,
  LastManager,
  AccessRemoval,
  Renewal,
  Subscription,
  SubscriptionChange,
  SubscriptionClosure,
  SubscriptionExport,
  TotpSecret,
  UpdateCorrection,
  UsageDay,
  UsageMonth,
  WebhookDelivery,
  WebhookEndpoint,
  TextAcceptance,
  WorkerBeat,
];
