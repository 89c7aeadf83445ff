//! `POST /api/v1/scripts/trial`: one customer's way through a script that is being written.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use frontdesk_core::{Delivery, Name, ScriptId, Span, Timestamp};
use frontdesk_engine::ports::{ConfigurationProblem, SectionKind, SectionProblem};
use frontdesk_simulate::{TRIAL_STEPS_MAX, TrialContact, TrialState, TrialStep, try_script};
use frontdesk_wire::{
    problem::Problem,
    section::{ScriptTrial, ScriptTrialExit, ScriptTrialLine, ScriptTrialRequest, ScriptTrialStep},
};
use tokio::task::spawn_blocking;

use crate::{
    api::Api,
    body,
    problem::Fault,
    v1::configuration::sections::{admin, check_size},
};

/// Leads a made-up customer through a script, from its beginning with all steps, on the real core with nobody else
/// there. Nothing that is open is touched, and nothing is asked outside. Supervisors.
#[utoipa::path(
    post,
    path = "/api/v1/scripts/trial",
    operation_id = "scripts_trial",
    tag = "configuration",
    request_body = ScriptTrialRequest,
    responses(
        (status = 200, description = "What came of it", body = ScriptTrial),
        (status = 403, description = "Not a supervisor", body = Problem),
        (status = 422, description = "A step does not fit; `changes_refused`: `errors` says what is wrong with the script, and where", body = Problem),
    )
)]
pub(crate) async fn handle(
    State(api): State<Api>,
    body::Json(wish): body::Json<ScriptTrialRequest>,
) -> Result<Json<ScriptTrial>, Fault> {
    check_size(&wish.text)?;
    if wish.steps.len() > TRIAL_STEPS_MAX {
        let why = format!("at most {TRIAL_STEPS_MAX} steps");
        return Err(Fault::Unacceptable(why));
    }
    let name = Name::new(&wish.name);
    let name = name.map_err(|error| Fault::Unacceptable(format!("name: {error}")))?;
    let tried = admin(&api)?.tried(SectionKind::Script, name.as_str(), &wish.text);
    let plan = tried.await.map_err(refused)?;
    let begin = wish.at.map_or_else(|| api.now(), Timestamp);
    let contact = TrialContact {
        delivery: match wish.channel.as_deref() {
            Some("outbox") => Delivery::Outbox,
            Some(_) | None => Delivery::Stream,
        },
        language: wish.language.filter(|it| !it.is_empty()).map(Into::into),
        known: texts(wish.variables),
    };
    let steps: Vec<TrialStep> = wish.steps.into_iter().map(step).collect();
    let script = ScriptId(name);
    let ran = spawn_blocking(move || try_script(plan, &script, begin, &contact, &steps));
    let outcome = ran.await.map_err(|_| Fault::Internal)?;
    let outcome = outcome.map_err(|error| Fault::Unacceptable(error.to_string()))?;
    Ok(Json(told(outcome)))
}

fn texts(of: BTreeMap<String, String>) -> BTreeMap<Box<str>, Box<str>> {
    let texts = of.into_iter();
    texts
        .map(|(name, value)| (name.into(), value.into()))
        .collect()
}

fn refused(problems: Vec<SectionProblem>) -> Fault {
    let problem = |it: SectionProblem| ConfigurationProblem {
        place: format!("{}:{}", it.line, it.column),
        problem: it.problem,
        remedy: String::new(),
    };
    Fault::ChangesRefused(problems.into_iter().map(problem).collect())
}

fn step(step: ScriptTrialStep) -> TrialStep {
    match step {
        ScriptTrialStep::Write { text } => TrialStep::Write(text.into()),
        ScriptTrialStep::Wait { seconds } => TrialStep::Wait(Span::seconds(seconds)),
        ScriptTrialStep::Answer { answer, values } => TrialStep::Answer {
            word: answer,
            values: texts(values),
        },
        ScriptTrialStep::Accept {} => TrialStep::Accept,
        ScriptTrialStep::Leave {} => TrialStep::Leave,
    }
}

fn told(trial: frontdesk_simulate::ScriptTrial) -> ScriptTrial {
    let line = |(after, is_contact, text): (Span, bool, Box<str>)| ScriptTrialLine {
        after_s: after.0 / 1_000,
        from: if is_contact { "contact" } else { "script" }.to_owned(),
        text: text.into_string(),
    };
    ScriptTrial {
        said: trial.said.into_iter().map(line).collect(),
        path: trial
            .path
            .into_iter()
            .map(|(object, exit)| ScriptTrialExit { object, exit })
            .collect(),
        at: trial.at,
        state: match trial.state {
            TrialState::Scripted => "scripted",
            TrialState::Queued => "queued",
            TrialState::Assigned => "assigned",
            TrialState::Ended => "ended",
        }
        .to_owned(),
        queue: trial.queue,
        choices: trial.choices,
        answers: trial.answers,
        due_in_s: trial.due.map(|due| due.0.div_ceil(1_000)),
    }
}
