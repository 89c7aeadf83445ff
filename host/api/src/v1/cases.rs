//! The Local CRM's cases.

pub(crate) mod conversation;
pub(crate) mod create;
pub(crate) mod follow_up;
pub(crate) mod replace;
pub(crate) mod show;

use frontdesk_directory::{
    case::{
        CaseChange, CaseDraft as Draft, FollowUp, FoundCase, Priority, Severity, Status,
        Visibility, by_id,
    },
    change::ChangeError,
    find,
};
use frontdesk_wire::{
    At, Text,
    case::{
        CaseDraft, CasePriority, CaseSeverity, CaseStatus, CaseView, CaseVisibility, FollowUpView,
    },
};

use crate::{
    api::Api,
    problem::Fault,
    v1::customers::{plain, values},
};

/// A case as the API shows it.
pub(in crate::v1) async fn view(api: &Api, found: FoundCase) -> Result<CaseView, Fault> {
    let FoundCase { case, version } = found;
    let store = &**api.engine().store();
    // The record may have been taken in by another.
    let customer = find::by_id(store, case.customer)
        .await?
        .map(|found| found.customer);
    let directory = api.directory();
    let follow_up = |one: FollowUp| FollowUpView {
        at: At(one.at),
        by: directory.name_of(&one.by).to_owned(),
        text: one.text.into(),
    };
    let draft = case.draft;
    Ok(CaseView {
        id: Text(case.id),
        version,
        customer: Text(
            customer
                .as_ref()
                .map_or(case.customer, |customer| customer.id),
        ),
        customer_name: customer
            .map(|customer| customer.name.into())
            .unwrap_or_default(),
        subject: draft.subject.into(),
        description: draft.description.into(),
        status: match draft.status {
            Status::Open => CaseStatus::Open,
            Status::Pending => CaseStatus::Pending,
            Status::Solved => CaseStatus::Solved,
            Status::Closed => CaseStatus::Closed,
        },
        severity: match draft.severity {
            Severity::Low => CaseSeverity::Low,
            Severity::Medium => CaseSeverity::Medium,
            Severity::High => CaseSeverity::High,
            Severity::Critical => CaseSeverity::Critical,
        },
        priority: match draft.priority {
            Priority::Low => CasePriority::Low,
            Priority::Normal => CasePriority::Normal,
            Priority::High => CasePriority::High,
            Priority::Urgent => CasePriority::Urgent,
        },
        visibility: match draft.visibility {
            Visibility::Public => CaseVisibility::Public,
            Visibility::Private => CaseVisibility::Private,
        },
        fields: plain(draft.fields),
        tags: draft.tags.into_iter().map(Into::into).collect(),
        follow_ups: case.follow_ups.into_iter().map(follow_up).collect(),
        conversations: case.conversations.into_iter().map(Text).collect(),
        created_at: At(case.created_at),
        updated_at: At(case.updated_at),
        updated_by: directory.name_of(&case.updated_by).to_owned(),
    })
}

fn draft(draft: CaseDraft) -> Draft {
    Draft {
        subject: draft.subject.into(),
        description: draft.description.into(),
        status: match draft.status {
            CaseStatus::Open => Status::Open,
            CaseStatus::Pending => Status::Pending,
            CaseStatus::Solved => Status::Solved,
            CaseStatus::Closed => Status::Closed,
        },
        severity: match draft.severity {
            CaseSeverity::Low => Severity::Low,
            CaseSeverity::Medium => Severity::Medium,
            CaseSeverity::High => Severity::High,
            CaseSeverity::Critical => Severity::Critical,
        },
        priority: match draft.priority {
            CasePriority::Low => Priority::Low,
            CasePriority::Normal => Priority::Normal,
            CasePriority::High => Priority::High,
            CasePriority::Urgent => Priority::Urgent,
        },
        visibility: match draft.visibility {
            CaseVisibility::Public => Visibility::Public,
            CaseVisibility::Private => Visibility::Private,
        },
        fields: values(draft.fields),
        tags: draft.tags.into_iter().map(Into::into).collect(),
    }
}

/// Makes a change of what is there now and keeps it, one after the other.
async fn keep(
    api: &Api,
    change: impl Future<Output = Result<CaseChange, ChangeError>>,
) -> Result<CaseView, Fault> {
    let case = {
        let _turn = api.crm().turn().await;
        let CaseChange { case, batch } = change.await?;
        api.crm().keep(batch).await?;
        case.id
    };
    let found = by_id(&**api.engine().store(), case).await?;
    view(api, found.ok_or(Fault::NotFound)?).await
}
