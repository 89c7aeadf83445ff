//! `GET /api/v1/translators`: who translates, and which pairs they were tried with.

use axum::{Json, extract::State};
use frontdesk_engine::translation::{EngineTrial, LanguagePair, PairState, PairTrial};
use frontdesk_wire::{
    At,
    problem::Problem,
    translation::{PairStateView, TranslatedPairView, TranslatorList, TranslatorView},
};

use crate::{api::Api, problem::Fault};

/// The configured translators, in the order in which they are asked, each with the pairs of languages
/// that it was tried with when the gateway started or was configured anew. Supervisors.
#[utoipa::path(
    get,
    path = "/api/v1/translators",
    operation_id = "translators_list",
    tag = "translation",
    responses(
        (status = 200, description = "The translators", body = TranslatorList),
        (status = 403, description = "Not a supervisor", body = Problem),
    )
)]
pub(crate) async fn handle(State(api): State<Api>) -> Result<Json<TranslatorList>, Fault> {
    let items = api.engine().translation().trials();
    Ok(Json(TranslatorList {
        items: items.into_iter().map(translator).collect(),
    }))
}

fn translator(trial: EngineTrial) -> TranslatorView {
    TranslatorView {
        name: trial.engine,
        resting: trial.rests,
        last_fault: trial.last_fault,
        pairs: trial.pairs.into_iter().map(pair).collect(),
    }
}

fn pair((LanguagePair { source, target }, trial): (LanguagePair, PairTrial)) -> TranslatedPairView {
    let (state, took_ms, reason) = match trial.state {
        PairState::Serves(took) => {
            let took = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
            (PairStateView::Serves, Some(took), None)
        }
        PairState::Unsupported => (PairStateView::Unsupported, None, None),
        PairState::Useless => (PairStateView::Useless, None, None),
        PairState::Failed(why) => (PairStateView::Failed, None, Some(why)),
    };
    TranslatedPairView {
        source,
        target,
        state,
        at: At(trial.at),
        took_ms,
        reason,
    }
}
