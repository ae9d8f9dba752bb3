import { Module } from '@nestjs/common';
import { OrganisationsModule } from '../organisations/organisations.module.js';
import { AgreementAsking } from './agreements/agreement-asking.service.js';
import { ProposalsController } from './agreements/proposals.controller.js';
import { Proposals } from './agreements/proposals.service.js';
import { ActionsController } from './actions/actions.controller.js';
import { ActionPages } from './actions/action-pages.service.js';
import { MilestonesController } from './actions/milestones.controller.js';
import { Milestones } from './actions/milestones.service.js';
import { CommitmentActions } from './actions/commitment-actions.service.js';
import { EditorDeskController } from './editing/editor-desk.controller.js';
import { EditorDesk } from './editing/editor-desk.service.js';
import { EditorPages } from './editing/editor-pages.service.js';
import { FollowingModule } from './following/following.module.js';
import { FrameworkFilesController } from './frameworks/framework-files.controller.js';
import { FrameworkPages } from './frameworks/framework-pages.service.js';
import { FrameworkShelf } from './frameworks/framework-shelf.service.js';
import { FrameworksAdminController } from './frameworks/frameworks-admin.controller.js';
import { MeasuresAdminController } from './frameworks/measures-admin.controller.js';
import { DailyFigures } from './figures/live/daily-figures.service.js';
import { LiveFigures } from './figures/live/live-figures.service.js';
import { FiguresKeysController } from './figures/signed/figures-keys.controller.js';
import { FiguresKeys } from './figures/signed/figures-keys.service.js';
import { SignedValuesController } from './figures/signed/signed-values.controller.js';
import { SignedValues } from './figures/signed/signed-values.service.js';
import { IndicatorsController } from './figures/indicators.controller.js';
import { Indicators } from './figures/indicators.service.js';
import { ApiController } from './open-data/api/api.controller.js';
import { ApiDescriptions } from './open-data/api/api-descriptions.service.js';
import { ListsController } from './open-data/api/lists.controller.js';
import { OpenLists } from './open-data/api/open-lists.service.js';
import { CommitmentParts } from './open-data/api/commitment-parts.service.js';
import { ArchiveExport } from './open-data/archive/export/archive-export.service.js';
import { ArchiveImport } from './open-data/archive/import/archive-import.service.js';
import { ArchiveRows } from './open-data/archive/import/archive-rows.service.js';
import { ArchiveSchemaController } from './open-data/archive/archive-schema.controller.js';
import { ArchivesController } from './open-data/archive/archives.controller.js';
import { FeedsController } from './open-data/feeds/feeds.controller.js';
import { MoveFeeds } from './open-data/feeds/move-feeds.service.js';
import { Moves } from './open-data/feeds/moves.service.js';
import { OpenCommitments } from './open-data/open-commitments.service.js';
import { CouncilReportController } from './council/council-report.controller.js';
import { CouncilReports } from './council/council-report.service.js';
import { Comparisons } from './public/comparison.service.js';
import { ExtractController } from './public/extract.controller.js';
import { ShareCardsController } from './share/share-cards.controller.js';
import { AgreementWatch } from './promises/agreement-watch.service.js';
import { CommitmentCourse } from './promises/commitment-course.service.js';
import { CommitmentEdits } from './promises/commitment-edits.service.js';
import { CommitmentHistory } from './promises/commitment-history.service.js';
import { CommitmentScope } from './promises/commitment-scope.service.js';
import { CourseController } from './promises/course.controller.js';
import { PromisesController } from './promises/promises.controller.js';
import { MeasureMeetings } from './public/measure-meetings.service.js';
import { CommitmentPages } from './public/commitment-page.service.js';
import { CommitmentPlaces } from './public/commitment-places.service.js';
import { CommitmentsSummary } from './public/commitments-summary.service.js';
import { CommitmentsController } from './public/commitments.controller.js';
import { EvidenceFilesController } from './public/evidence-files.controller.js';
import { CommitmentsNewDay } from './public/new-day.service.js';
import { CommuneOverviews } from './public/overview.service.js';
import { CollectiveProposals } from './proposals/collective-proposals.service.js';
import { OrganisationProposalsController } from './proposals/organisation-proposals.controller.js';
import { ProposalAnswers } from './proposals/proposal-answers.service.js';
import { ProposalBookController } from './proposals/proposal-book.controller.js';
import { ProposalFilesController } from './proposals/proposal-files.controller.js';
import { ProposalFiles } from './proposals/proposal-files.service.js';
import { ProposalReadings } from './proposals/proposal-reading.service.js';
import { ProposalMails } from './proposals/proposal-mails.service.js';
import { ProposalModerationController } from './proposals/proposal-moderation.controller.js';
import { ProposalViews } from './proposals/proposal-views.service.js';
import { SupportingController } from './proposals/supporting.controller.js';
import { AskingController } from './questions/asking.controller.js';
import { MyQuestionsController } from './questions/my-questions.controller.js';
import { PublicQuestionsController } from './questions/public-questions.controller.js';
import { QuestionAnswers } from './questions/question-answers.service.js';
import { QuestionDesk } from './questions/question-desk.service.js';
import { QuestionMails } from './questions/question-mails.service.js';
import { QuestionModerationController } from './questions/question-moderation.controller.js';
import { QuestionModeration } from './questions/question-moderation.service.js';
import { Questions } from './questions/questions.service.js';
import { QuestionViews } from './questions/question-views.service.js';
import { SpendingImportController } from './spending/spending-import.controller.js';
import { SpendingImport } from './spending/spending-import.service.js';
import { ValueImportController } from './figures/value-import.controller.js';
import { ValueImport } from './figures/value-import.service.js';
import { TableImports } from './tables/table-imports.service.js';
import { SpendingsController } from './spending/spendings.controller.js';
import { Spendings } from './spending/spendings.service.js';
import { EvidenceKeeper } from './updates/evidence.service.js';
import { PublicationsController } from './updates/publications.controller.js';
import { UpdateDrafts } from './updates/update-drafts.service.js';
import { PublishedUpdatesController } from './updates/published-updates.controller.js';
import { PublishedUpdates } from './updates/published-updates.service.js';
import { UpdatePublication } from './updates/update-publication.service.js';
import { UpdateViews } from './updates/update-views.service.js';
import { UpdatesController } from './updates/updates.controller.js';

@Module({
  imports: [FollowingModule, OrganisationsModule],
  controllers: [
    EvidenceFilesController,
    FeedsController,
    CouncilReportController,
    ExtractController,
    ShareCardsController,
    ListsController,
    ApiController,
    ArchivesController,
    ArchiveSchemaController,
    CommitmentsController,
    ProposalBookController,
    ProposalFilesController,
    SupportingController,
    OrganisationProposalsController,
    ProposalModerationController,
    PublicQuestionsController,
    PublishedUpdatesController,
    AskingController,
    MyQuestionsController,
    QuestionModerationController,
    FrameworkFilesController,
    FrameworksAdminController,
    MeasuresAdminController,
    EditorDeskController,
    PromisesController,
    ProposalsController,
    CourseController,
    ActionsController,
    MilestonesController,
    UpdatesController,
    PublicationsController,
    IndicatorsController,
    ValueImportController,
    FiguresKeysController,
    SignedValuesController,
    SpendingImportController,
    SpendingsController,
  ],
  providers: [
    ApiDescriptions,
    OpenLists,
    ActionPages,
    Milestones,
    AgreementAsking,
    AgreementWatch,
    ArchiveExport,
    ArchiveImport,
    ArchiveRows,
    CollectiveProposals,
    CommitmentActions,
    CommitmentCourse,
    CommitmentEdits,
    CommitmentHistory,
    CommitmentPages,
    CommitmentParts,
    CommitmentPlaces,
    CommitmentScope,
    CommitmentsNewDay,
    CommitmentsSummary,
    CommuneOverviews,
    Comparisons,
    CouncilReports,
    EditorDesk,
    EditorPages,
    DailyFigures,
    EvidenceKeeper,
    FiguresKeys,
    FrameworkPages,
    FrameworkShelf,
    Indicators,
    LiveFigures,
    MeasureMeetings,
    MoveFeeds,
    Moves,
    OpenCommitments,
    ProposalAnswers,
    ProposalFiles,
    ProposalMails,
    ProposalReadings,
    Proposals,
    ProposalViews,
    PublishedUpdates,
    QuestionAnswers,
    QuestionDesk,
    QuestionMails,
    QuestionModeration,
    Questions,
    QuestionViews,
    SignedValues,
    SpendingImport,
    Spendings,
    TableImports,
    UpdateDrafts,
    UpdatePublication,
    UpdateViews,
    ValueImport,
  ],
  exports: [CommitmentsSummary, DailyFigures, FollowingModule, LiveFigures, MeasureMeetings],
})
export class CommitmentsModule {}
