//! Custom fields of the Local CRM.

pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod replace;

use frontdesk_directory::field::{FieldDraft as Draft, Fields, Kind, Owner, Versioned};
use frontdesk_store::Batch;
use frontdesk_wire::custom_field::{CustomFieldView, FieldDraft, FieldKind, FieldOwner};

use crate::{api::Api, problem::Fault};

fn view(one: &Versioned) -> CustomFieldView {
    let Versioned { field, version } = one;
    CustomFieldView {
        name: field.name.to_string(),
        of: match field.of {
            Owner::Customer => FieldOwner::Customer,
            Owner::Case => FieldOwner::Case,
        },
        version: *version,
        label: field.draft.label.to_string(),
        kind: match field.kind {
            Kind::Text => FieldKind::Text,
            Kind::Url => FieldKind::Url,
            Kind::Number => FieldKind::Number,
            Kind::Date => FieldKind::Date,
            Kind::PickList => FieldKind::PickList,
        },
        choices: field
            .draft
            .choices
            .iter()
            .map(ToString::to_string)
            .collect(),
        required: field.draft.required,
        retired: field.draft.retired,
    }
}

const fn owner(of: FieldOwner) -> Owner {
    match of {
        FieldOwner::Customer => Owner::Customer,
        FieldOwner::Case => Owner::Case,
    }
}

const fn kind(kind: FieldKind) -> Kind {
    match kind {
        FieldKind::Text => Kind::Text,
        FieldKind::Url => Kind::Url,
        FieldKind::Number => Kind::Number,
        FieldKind::Date => Kind::Date,
        FieldKind::PickList => Kind::PickList,
    }
}

fn draft(draft: FieldDraft) -> Draft {
    Draft {
        label: draft.label.into(),
        choices: draft.choices.into_iter().map(Into::into).collect(),
        required: draft.required,
        retired: draft.retired,
    }
}

/// Keeps a change: the field as it is then.
async fn keep(api: &Api, name: &str, batch: Batch) -> Result<CustomFieldView, Fault> {
    api.engine().keep(batch).await?;
    let fields = Fields::load(&**api.engine().store()).await?;
    fields.named(name).map(view).ok_or(Fault::NotFound)
}
