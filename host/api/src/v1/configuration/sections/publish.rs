//! `PUT /api/v1/configuration/sections/{kind}/{name}`: a section goes into the file and into force.

use axum::{Json, extract::State};
use frontdesk_core::Name;
use frontdesk_engine::ports::SectionKind;
use frontdesk_store::{
    Batch,
    revisions::{self, SectionRevision},
};
use frontdesk_wire::{
    problem::Problem,
    section::{Section, SectionPut},
};

use super::{Kind, admin, check_size, digest, section};
use crate::{
    api::Api,
    auth::session::Principal,
    body::{self, NamedTwo},
    problem::Fault,
};

/// Writes a section into the operator's file, comments of the rest kept, and takes the configuration: whole or not
/// at all. What was there is kept as a revision. Admins.
#[utoipa::path(
    put,
    path = "/api/v1/configuration/sections/{kind}/{name}",
    operation_id = "sections_publish",
    tag = "configuration",
    params(
        ("kind" = String, Path, description = "`script`, `invitation` or `design`"),
        ("name" = String, Path, description = "Which; it need not be there yet"),
    ),
    request_body = SectionPut,
    responses(
        (status = 200, description = "In force", body = Section),
        (status = 403, description = "Not an admin", body = Problem),
        (status = 409, description = "It is not what was to be replaced, or the configuration is in no file", body = Problem),
        (status = 422, description = "Refused, nothing was changed: `errors` says what is wrong, and where", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    NamedTwo(Kind(kind), name): NamedTwo<Kind, Name>,
    body::Json(wish): body::Json<SectionPut>,
) -> Result<Json<Section>, Fault> {
    check_size(&wish.text)?;
    // To its end, even if whoever asked goes away: what is in the file is in force and kept, or not in the file.
    let published = tokio::spawn(publish(api, who, kind, name, wish));
    published.await.unwrap_or(Err(Fault::Internal)).map(Json)
}

async fn publish(
    api: Api,
    who: Principal,
    kind: SectionKind,
    name: Name,
    wish: SectionPut,
) -> Result<Section, Fault> {
    let admin = admin(&api)?;
    let before = match &wish.replaces {
        Some(replaces) => {
            let there = admin.text(kind, name.as_str()).await?;
            if digest(&there) != *replaces {
                return Err(Fault::Conflict);
            }
            Some(there)
        }
        None => None,
    };
    let (name_of, new) = (name.as_str(), Some(wish.text.as_str()));
    admin.put(kind, name_of, before.as_deref(), new).await?;
    tracing::info!(section = kind.word(), name = name_of, agent.id = %who.agent, "published from the console");
    // As the file has it: what surrounds a section may have moved its blank lines.
    let there = admin.text(kind, name_of).await?;
    let published = SectionRevision {
        number: 0,
        text: there.into(),
        at: api.now(),
        by: who.agent.as_str().into(),
    };
    let mut batch = Batch::new();
    let store = &**api.engine().store();
    let of = (kind.word(), name_of);
    revisions::stage_published(store, &mut batch, of, before.as_deref(), published).await?;
    api.engine().keep(batch).await?;
    section(&api, kind, &name).await
}
