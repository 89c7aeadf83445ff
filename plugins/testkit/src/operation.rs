//! One run of a component's export, whatever its kind.

use frontdesk_plugin::{
    Bot, Channel, Crm, Error, Request, Translator,
    bindings::{
        bot::exports::frontdesk::plugin::bot::Guest as BotExport,
        channel::exports::frontdesk::plugin0_2_0::channel::Guest as ChannelExport,
        crm::exports::frontdesk::plugin::crm::Guest as CrmExport,
        translator::exports::frontdesk::plugin::translator::Guest as TranslatorExport,
    },
    bot::TurnStep,
    channel::{FileStep, SendStep},
    crm::CrmStep,
    http::Exchange,
    translator::TranslateStep,
};
use serde_json::{Value, json};

use crate::{read, write};

/// What a run came to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    Fetch(Vec<Request>),
    Done(Value),
}

/// An operation by name and argument, with its reference and the exchanges so far. The outer error is a
/// fixture that asks for nothing this kind knows.
pub(crate) type Operations<'a> =
    dyn Fn(&str, &Value, &str, Vec<Exchange>) -> Result<Result<Step, Error>, String> + 'a;

pub(crate) fn channel<T: Channel>(
    case: &str,
    value: &Value,
    _reference: &str,
    prior: Vec<Exchange>,
) -> Result<Result<Step, Error>, String> {
    Ok(match case {
        "receive" => <T as ChannelExport>::receive(read::webhook(value)?)
            .map(|inbound| Step::Done(write::inbound(&inbound))),
        "send" => <T as ChannelExport>::send(read::message(value)?, prior).map(|step| match step {
            SendStep::Fetch(requests) => Step::Fetch(requests),
            SendStep::Done(outcome) => Step::Done(write::outcome_of_send(&outcome)),
        }),
        "fetch_file" => {
            let handle = read::text(value, "handle")?;
            <T as ChannelExport>::fetch_file(handle, prior).map(|step| match step {
                FileStep::Fetch(requests) => Step::Fetch(requests),
                FileStep::File(request) => Step::Done(json!({ "file": write::request(&request) })),
            })
        }
        "capabilities" => Ok(Step::Done(write::capabilities(
            &<T as ChannelExport>::capabilities(),
        ))),
        other => {
            return Err(format!(
                "{other:?} is nothing a channel is asked: receive, send, fetch_file, capabilities"
            ));
        }
    })
}

pub(crate) fn crm<T: Crm>(
    case: &str,
    value: &Value,
    reference: &str,
    prior: Vec<Exchange>,
) -> Result<Result<Step, Error>, String> {
    let operation = read::crm_operation(case, value)?;
    let step = <T as CrmExport>::run(operation, reference.to_owned(), prior);
    Ok(step.map(|step| match step {
        CrmStep::Fetch(requests) => Step::Fetch(requests),
        CrmStep::Done(outcome) => Step::Done(write::outcome(&outcome)),
    }))
}

pub(crate) fn translator<T: Translator>(
    case: &str,
    value: &Value,
    _reference: &str,
    prior: Vec<Exchange>,
) -> Result<Result<Step, Error>, String> {
    Ok(match case {
        "capacity" => Ok(Step::Done(write::limits(
            &<T as TranslatorExport>::capacity(),
        ))),
        "translate" => {
            let step = <T as TranslatorExport>::translate(read::job(value)?, prior);
            step.map(|step| match step {
                TranslateStep::Fetch(requests) => Step::Fetch(requests),
                TranslateStep::Done(translated) => Step::Done(write::translated(&translated)),
            })
        }
        other => {
            return Err(format!(
                "{other:?} is nothing a translator is asked: translate, capacity"
            ));
        }
    })
}

pub(crate) fn bot<T: Bot>(
    case: &str,
    value: &Value,
    _reference: &str,
    prior: Vec<Exchange>,
) -> Result<Result<Step, Error>, String> {
    if case != "turn" {
        return Err(format!("{case:?} is nothing a bot is asked: turn"));
    }
    let step = <T as BotExport>::turn(read::talk(value)?, prior);
    Ok(step.map(|step| match step {
        TurnStep::Fetch(requests) => Step::Fetch(requests),
        TurnStep::Done(actions) => Step::Done(write::actions(&actions)),
    }))
}
