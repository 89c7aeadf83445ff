//! The Local CRM's customers.

pub(crate) mod create;
pub(crate) mod erase;
pub(crate) mod export;
pub(crate) mod export_all;
pub(crate) mod find;
pub(crate) mod import;
pub(crate) mod job;
pub(crate) mod merge;
pub(crate) mod reads;
pub(crate) mod replace;
pub(crate) mod show;
pub(crate) mod similar;
pub(crate) mod timeline;

use frontdesk_core::{CustomerId, Identity};
use frontdesk_directory::{
    change::{By, Change, ChangeError},
    customer::Draft,
    field::Values,
    find::{Found, by_id},
    merge::Merged,
    problem::{Field, FieldProblem},
    reads as audit,
};
use frontdesk_store::Batch;
use frontdesk_wire::{
    At, Text,
    customer::{CustomerDraft, CustomerView, MergeView},
    view::IdentityView,
};

use crate::{api::Api, auth::session::Principal, hub::Directory, problem::Fault};

/// A customer as the API shows them.
pub(in crate::v1) fn view(found: Found, directory: &Directory) -> CustomerView {
    let Found { customer, version } = found;
    let merged = customer
        .merged
        .into_iter()
        .map(|one| merge_view(one, directory));
    CustomerView {
        id: Text(customer.id),
        version,
        account_number: customer.account_number.map(Into::into),
        name: customer.name.into(),
        addresses: identities(customer.addresses),
        notes: customer.notes.into(),
        tags: customer.tags.into_iter().map(Into::into).collect(),
        fields: plain(customer.fields),
        merged: merged.collect(),
        created_at: At(customer.created_at),
        updated_at: At(customer.updated_at),
        updated_by: directory.name_of(&customer.updated_by).to_owned(),
    }
}

fn merge_view(merged: Merged, directory: &Directory) -> MergeView {
    MergeView {
        customer: Text(merged.customer),
        name: merged.name.into(),
        at: At(merged.at),
        by: directory.name_of(&merged.by).to_owned(),
    }
}

/// A draft as the API shows it.
pub(in crate::v1) fn draft_view(draft: Draft) -> CustomerDraft {
    CustomerDraft {
        account_number: draft.account_number.map(Into::into),
        name: draft.name.into(),
        addresses: identities(draft.addresses),
        notes: draft.notes.into(),
        tags: draft.tags.into_iter().map(Into::into).collect(),
        fields: plain(draft.fields),
    }
}

/// Values of custom fields as the API shows them.
pub(in crate::v1) fn plain(values: Values) -> std::collections::BTreeMap<String, String> {
    let values = values.into_iter();
    values
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

/// Values of custom fields as they are kept.
pub(in crate::v1) fn values(plain: std::collections::BTreeMap<String, String>) -> Values {
    let values = plain.into_iter();
    values
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

fn identities(identities: Vec<Identity>) -> Vec<IdentityView> {
    let view = |Identity { kind, value }| IdentityView {
        kind: kind.into(),
        value: value.into(),
    };
    identities.into_iter().map(view).collect()
}

/// A draft as somebody sent it.
fn draft(draft: CustomerDraft) -> Draft {
    let identity = |IdentityView { kind, value }| Identity {
        kind: kind.into(),
        value: value.into(),
    };
    Draft {
        account_number: draft.account_number.map(Into::into),
        name: draft.name.into(),
        addresses: draft.addresses.into_iter().map(identity).collect(),
        notes: draft.notes.into(),
        tags: draft.tags.into_iter().map(Into::into).collect(),
        fields: values(draft.fields),
    }
}

/// Who does something now.
pub(in crate::v1) fn by(api: &Api, who: Principal) -> By {
    By {
        agent: who.agent,
        at: api.now(),
    }
}

/// Makes a change of what is there now and keeps it: the customer as they are then. One after the other, so
/// that nobody is told of a conflict with somebody who changed something else.
pub(in crate::v1) async fn keep(
    api: &Api,
    by: By,
    what: audit::What,
    change: impl Future<Output = Result<Change, ChangeError>>,
) -> Result<CustomerView, Fault> {
    let _turn = api.crm().turn().await;
    let Change {
        customer,
        mut batch,
    } = change.await?;
    audit::stage(&**api.engine().store(), &mut batch, customer.id, what, &by).await?;
    api.crm().keep(batch).await?;
    shown(api, customer.id).await
}

/// Keeps that somebody did something with a record, before they are shown it.
pub(in crate::v1) async fn note(
    api: &Api,
    customers: &[CustomerId],
    what: audit::What,
    by: &By,
) -> Result<(), Fault> {
    let store = &**api.engine().store();
    let mut batch = Batch::new();
    for &customer in customers {
        audit::stage(store, &mut batch, customer, what, by).await?;
    }
    if !batch.is_empty() {
        api.engine().keep(batch).await?;
    }
    Ok(())
}

async fn shown(api: &Api, id: CustomerId) -> Result<CustomerView, Fault> {
    let found = by_id(&**api.engine().store(), id).await?;
    let found = found.ok_or(Fault::NotFound)?;
    Ok(view(found, &api.directory()))
}

/// A place in a list, as the API said where the next ones begin.
pub(in crate::v1) fn place(cursor: Option<&str>, name: &str) -> Result<usize, Fault> {
    let Some(cursor) = cursor else {
        return Ok(0);
    };
    let unreadable = || Fault::Unreadable(format!("`{name}` is none that a page before said"));
    cursor.parse().map_err(|_| unreadable())
}

impl From<ChangeError> for Fault {
    fn from(error: ChangeError) -> Self {
        match error {
            taken @ ChangeError::Taken(_) => Self::DraftRefused(vec![FieldProblem {
                field: Field::AccountNumber,
                problem: taken.to_string(),
            }]),
            ChangeError::Refused(problems) => Self::DraftRefused(problems),
            ChangeError::Impossible(why) => Self::NotPossible(why),
            ChangeError::Unknown => Self::NotFound,
            ChangeError::Changed => Self::Conflict,
            ChangeError::Store(error) => error.into(),
        }
    }
}
