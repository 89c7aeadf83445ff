//! `POST /api/v1/configuration/sections/{kind}/{name}/draft`: a section as it would be.

use axum::{Json, extract::State};
use frontdesk_core::Name;
use frontdesk_engine::ports;
use frontdesk_wire::{
    problem::Problem,
    section::{SectionDraft, SectionDraftRequest, SectionEdit, SectionOp, SectionStep},
};

use super::{Kind, admin, check_size, problem};
use crate::{
    api::Api,
    body::{self, NamedTwo},
    problem::Fault,
};

/// Changes in one request.
const EDITS_MAX: usize = 200;

/// Makes changes in a section's text, comments kept, and says what would be wrong with the configuration that has
/// it. Nothing is written. Supervisors.
#[utoipa::path(
    post,
    path = "/api/v1/configuration/sections/{kind}/{name}/draft",
    operation_id = "sections_draft",
    tag = "configuration",
    params(
        ("kind" = String, Path, description = "`script`, `invitation` or `design`"),
        ("name" = String, Path, description = "Which; it need not be there yet"),
    ),
    request_body = SectionDraftRequest,
    responses(
        (status = 200, description = "The section as it would be", body = SectionDraft),
        (status = 403, description = "Not a supervisor", body = Problem),
        (status = 422, description = "A change has no place, or the text holds something else", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    NamedTwo(Kind(kind), name): NamedTwo<Kind, Name>,
    body::Json(wish): body::Json<SectionDraftRequest>,
) -> Result<Json<SectionDraft>, Fault> {
    check_size(&wish.text)?;
    if wish.edits.len() > EDITS_MAX {
        let why = format!("at most {EDITS_MAX} changes at once");
        return Err(Fault::Unacceptable(why));
    }
    let edits: Result<Vec<_>, Fault> = wish.edits.into_iter().map(edit).collect();
    let draft = admin(&api)?
        .draft(kind, name.as_str(), &wish.text, &edits?)
        .await?;
    Ok(Json(SectionDraft {
        text: draft.text,
        value: draft
            .value
            .and_then(|json| serde_json::from_str(&json).ok()),
        problems: draft.problems.into_iter().map(problem).collect(),
    }))
}

fn edit(edit: SectionEdit) -> Result<ports::SectionEdit, Fault> {
    let step = |step| match step {
        SectionStep::Key(key) => ports::SectionStep::Key(key),
        SectionStep::Index(index) => ports::SectionStep::Index(index),
    };
    let missing = |what: &str| Fault::Unacceptable(format!("this change needs `{what}`"));
    let value = || {
        let value = edit.value.as_ref().ok_or_else(|| missing("value"))?;
        Ok::<_, Fault>(value.to_string())
    };
    let change = match edit.op {
        SectionOp::Set => ports::SectionChange::Set(value()?),
        SectionOp::Insert => ports::SectionChange::Insert(value()?),
        SectionOp::Remove => ports::SectionChange::Remove,
        SectionOp::Move => ports::SectionChange::Move(edit.to.ok_or_else(|| missing("to"))?),
    };
    Ok(ports::SectionEdit {
        path: edit.path.into_iter().map(step).collect(),
        change,
    })
}
