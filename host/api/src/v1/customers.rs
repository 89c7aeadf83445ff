//! The Local CRM's customers.

pub(crate) mod create;
pub(crate) mod find;
pub(crate) mod replace;
pub(crate) mod show;

use frontdesk_core::{CustomerId, Identity};
use frontdesk_directory::{
    change::{By, Change, ChangeError},
    customer::{Checked, Draft, Field, FieldProblem},
    find::{Found, by_id},
};
use frontdesk_wire::{
    At, Text,
    customer::{CustomerDraft, CustomerView},
    view::IdentityView,
};

use crate::{api::Api, auth::session::Principal, hub::Directory, problem::Fault};

/// A customer as the API shows them.
pub(in crate::v1) fn view(found: Found, directory: &Directory) -> CustomerView {
    let Found { customer, version } = found;
    CustomerView {
        id: Text(customer.id),
        version,
        account_number: customer.account_number.map(Into::into),
        name: customer.name.into(),
        addresses: identities(customer.addresses),
        notes: customer.notes.into(),
        created_at: At(customer.created_at),
        updated_at: At(customer.updated_at),
        updated_by: directory.name_of(&customer.updated_by).to_owned(),
    }
}

/// A draft as the API shows it.
pub(in crate::v1) fn draft_view(draft: Draft) -> CustomerDraft {
    CustomerDraft {
        account_number: draft.account_number.map(Into::into),
        name: draft.name.into(),
        addresses: identities(draft.addresses),
        notes: draft.notes.into(),
    }
}

fn identities(identities: Vec<Identity>) -> Vec<IdentityView> {
    let view = |Identity { kind, value }| IdentityView {
        kind: kind.into(),
        value: value.into(),
    };
    identities.into_iter().map(view).collect()
}

/// A draft that may be kept.
fn checked(draft: CustomerDraft) -> Result<Checked, Fault> {
    let identity = |IdentityView { kind, value }| Identity {
        kind: kind.into(),
        value: value.into(),
    };
    let draft = Draft {
        account_number: draft.account_number.map(Into::into),
        name: draft.name.into(),
        addresses: draft.addresses.into_iter().map(identity).collect(),
        notes: draft.notes.into(),
    };
    draft.check().map_err(Fault::DraftRefused)
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
    change: impl Future<Output = Result<Change, ChangeError>>,
) -> Result<CustomerView, Fault> {
    let _turn = api.turn_for_customers().await;
    let Change { customer, batch } = change.await?;
    api.engine().keep(batch).await?;
    shown(api, customer.id).await
}

async fn shown(api: &Api, id: CustomerId) -> Result<CustomerView, Fault> {
    let found = by_id(&**api.engine().store(), id).await?;
    let found = found.ok_or(Fault::NotFound)?;
    Ok(view(found, &api.directory()))
}

impl From<ChangeError> for Fault {
    fn from(error: ChangeError) -> Self {
        match error {
            taken @ ChangeError::Taken(_) => Self::DraftRefused(vec![FieldProblem {
                field: Field::AccountNumber,
                problem: taken.to_string(),
            }]),
            ChangeError::Unknown => Self::NotFound,
            ChangeError::Changed => Self::Conflict,
            ChangeError::Store(error) => error.into(),
        }
    }
}
