//! Custom fields of the Local CRM.

pub(crate) mod create;
pub(crate) mod list;
pub(crate) mod replace;

use frontdesk_directory::field::{FieldDraft as Draft, Fields, Kind, Owner, Versioned};
use frontdesk_store::Batch;
use frontdesk_wire::custom_field::{CustomFieldKind, CustomFieldView, FieldDraft, FieldOwner};

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
            Kind::Text => CustomFieldKind::Text,
            Kind::Url => CustomFieldKind::Url,
            Kind::Number => CustomFieldKind::Number,
            Kind::Date => CustomFieldKind::Date,
            Kind::PickList => CustomFieldKind::PickList,
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

const fn kind(kind: CustomFieldKind) -> Kind {
    match kind {
        CustomFieldKind::Text => Kind::Text,
        CustomFieldKind::Url => Kind::Url,
        CustomFieldKind::Number => Kind::Number,
        CustomFieldKind::Date => Kind::Date,
        CustomFieldKind::PickList => Kind::PickList,
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
    api.crm().keep(batch).await?;
    let fields = Fields::load(&**api.engine().store()).await?;
    fields.named(name).map(view).ok_or(Fault::NotFound)
}
