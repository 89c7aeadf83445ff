//! `GET /api/v1/plugins/{plugin}/dead-letters/{letter}`: one dead letter, whole.

use axum::{Json, extract::State};
use frontdesk_wire::{plugin::DeadLetterDetail, problem::Problem};

use super::{Addressed, Which, call_row, message_row, payload};
use crate::{api::Api, problem::Fault};

/// One dead letter with its content, as text. Admins.
#[utoipa::path(
    get,
    path = "/api/v1/plugins/{plugin}/dead-letters/{letter}",
    operation_id = "plugins_dead_letter",
    tag = "plugins",
    params(
        ("plugin" = String, Path, description = "Its name in the configuration"),
        ("letter" = String, Path, description = "Which: the `id` of the list"),
    ),
    responses(
        (status = 200, description = "The dead letter", body = DeadLetterDetail),
        (status = 403, description = "Not an admin", body = Problem),
        (status = 404, description = "No such dead letter", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    Addressed { channel, which }: Addressed,
) -> Result<Json<DeadLetterDetail>, Fault> {
    let engine = api.engine();
    let (letter, payload, payload_is_partial) = match which {
        Which::Message(conversation, seq) => {
            let dead = engine.dead_letter(&channel, conversation, seq).await?;
            let dead = dead.ok_or(Fault::NotFound)?;
            (message_row(&dead), payload::of_message(&dead), false)
        }
        Which::Call(id) => {
            let dead = engine.dead_webhook(&channel, id).await?;
            let dead = dead.ok_or(Fault::NotFound)?;
            let (text, is_partial) = payload::of_call(&dead.call);
            (call_row(&dead), text, is_partial)
        }
    };
    Ok(Json(DeadLetterDetail {
        letter,
        payload,
        payload_is_partial,
    }))
}
