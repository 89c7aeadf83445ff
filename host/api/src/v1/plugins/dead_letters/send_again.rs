//! `POST /api/v1/plugins/{plugin}/dead-letters/{letter}/send-again`: another try.

use axum::{extract::State, http::StatusCode};
use frontdesk_wire::problem::Problem;

use super::{Addressed, Which};
use crate::{api::Api, auth::session::Principal, problem::Fault, webhook::Replayed};

/// Tries again: a message of ours goes back into the outbox under the reference it always had; a
/// provider's call is taken in by the component as it is now, or stays. Admins.
#[utoipa::path(
    post,
    path = "/api/v1/plugins/{plugin}/dead-letters/{letter}/send-again",
    operation_id = "plugins_send_again",
    tag = "plugins",
    params(
        ("plugin" = String, Path, description = "Its name in the configuration"),
        ("letter" = String, Path, description = "Which: the `id` of the list"),
    ),
    responses(
        (status = 204, description = "On its way again, or taken in"),
        (status = 403, description = "Not an admin", body = Problem),
        (status = 404, description = "No such dead letter", body = Problem),
        (status = 409, description = "It failed again and is kept", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    who: Principal,
    Addressed { channel, which }: Addressed,
) -> Result<StatusCode, Fault> {
    let was_there = match which {
        Which::Message(conversation, seq) => {
            api.engine().send_again(&channel, conversation, seq).await?
        }
        Which::Call(id) => match api.replay_webhook(&channel, id).await? {
            Replayed::Taken => true,
            Replayed::NotThere => false,
            Replayed::Failed(reason) => {
                let kept = format!("it failed again and is kept: {reason}");
                return Err(Fault::PluginRefused(kept));
            }
        },
    };
    if !was_there {
        return Err(Fault::NotFound);
    }
    tracing::info!(channel.id = %channel, letter.id = %which, agent.id = %who.agent, "an operator had a dead letter tried again");
    Ok(StatusCode::NO_CONTENT)
}
