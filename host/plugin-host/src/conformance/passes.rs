//! One pass of an operation, with exchanges that the trial makes up.

use std::{fmt::Debug, sync::Arc};

use frontdesk_core::Timestamp;

use super::NAME;

use crate::{
    bindings::{
        bot, channel, crm,
        http_types::{Exchange, Request},
        translator,
        types::{Error, ErrorKind},
    },
    call::Reuse,
    chance::Seed,
    descriptor::Kind,
    fault::Fault,
    plugin::Plugin,
    state::OperationState,
    values::{self, ValueSpace},
};

/// What is asked for.
#[derive(Clone, Debug)]
pub(super) enum Wish {
    Send(channel::Message),
    Run(crm::Operation),
    Translate(translator::Job),
    Turn(bot::Talk),
}

/// What a pass came to.
#[derive(Debug)]
pub(super) enum Passed {
    Fetch(Vec<Request>),
    Done,
    Error(ErrorKind),
}

/// A pass, and all of its answer in words, to be compared.
pub(super) struct Pass {
    pub(super) passed: Passed,
    pub(super) words: String,
}

/// One pass. The same arguments must give the same answer.
pub(super) async fn pass(
    plugin: &Plugin,
    wish: &Wish,
    prior: &[Exchange],
    now: Timestamp,
) -> Result<Pass, Fault> {
    let mut call = plugin.caller.begin(Reuse::Fresh, now).await?;
    call.instance.begin_operation(OperationState {
        seed: Seed::new(&[NAME.as_bytes(), b"reference"]),
        body: None,
        values: Some(ValueSpace::new(Arc::new(values::stored(Vec::new())), now)),
    });
    let instance = &mut call.instance;
    let (store, exports) = (&mut instance.store, &instance.exports);
    let missing = || Fault::output("its kind is not exported");
    let answer = match wish {
        Wish::Send(message) => {
            let exported = exports.channel.as_ref().ok_or_else(missing)?;
            let answer = exported.send(store, message, prior).await;
            answer.map(|answer| {
                use channel::{Outcome, SendStep};
                // Told, and no success: the same as an error to whoever asks.
                let is_no_success = matches!(
                    &answer,
                    Ok(SendStep::Done(Outcome::Uncertain(_) | Outcome::Refused(_)))
                );
                let mut pass = told(answer, |step| match step {
                    SendStep::Fetch(requests) => Some(requests),
                    SendStep::Done(_) => None,
                });
                if is_no_success {
                    pass.passed = Passed::Error(ErrorKind::Rejected);
                }
                pass
            })
        }
        Wish::Run(operation) => {
            let exported = exports.crm.as_ref().ok_or_else(missing)?;
            let answer = exported
                .call_run(store, operation, "reference", prior)
                .await;
            answer.map(|answer| {
                told(answer, |step| match step {
                    crm::CrmStep::Fetch(requests) => Some(requests),
                    crm::CrmStep::Done(_) => None,
                })
            })
        }
        Wish::Translate(job) => {
            let exported = exports.translator.as_ref().ok_or_else(missing)?;
            let answer = exported.call_translate(store, job, prior).await;
            answer.map(|answer| {
                told(answer, |step| match step {
                    translator::TranslateStep::Fetch(requests) => Some(requests),
                    translator::TranslateStep::Done(_) => None,
                })
            })
        }
        Wish::Turn(talk) => {
            let exported = exports.bot.as_ref().ok_or_else(missing)?;
            let answer = exported.call_turn(store, talk, prior).await;
            answer.map(|answer| {
                told(answer, |step| match step {
                    bot::TurnStep::Fetch(requests) => Some(requests),
                    bot::TurnStep::Done(_) => None,
                })
            })
        }
    };
    let answer = instance.end(answer);
    call.end(answer)
}

fn told<S: Debug>(
    answer: Result<S, Error>,
    requests: impl FnOnce(S) -> Option<Vec<Request>>,
) -> Pass {
    let words = format!("{answer:?}");
    let passed = match answer {
        Err(error) => Passed::Error(error.kind),
        Ok(step) => match requests(step) {
            Some(requests) => Passed::Fetch(requests),
            None => Passed::Done,
        },
    };
    Pass { passed, words }
}

/// What a plugin of this kind is asked, harmless and hostile.
pub(super) fn wishes(kind: Kind) -> Vec<Wish> {
    let texts = [
        "Hello".to_owned(),
        String::new(),
        "👩‍👩‍👧‍👦 ".repeat(100),
        "\u{202e}مرحبا שלום".to_owned(),
        "line\nline\u{0}\"'<script>&".to_owned(),
        "a".repeat(64 << 10),
    ];
    match kind {
        Kind::Channel => {
            let texts = texts.into_iter().map(channel::Content::Text);
            let contents = texts.chain([files("Look"), files("")]);
            contents
                .map(|content| Wish::Send(message(content)))
                .collect()
        }
        Kind::Crm => {
            let found = texts.into_iter().map(|text| {
                Wish::Run(crm::Operation::Find(crm::FindPeople {
                    what: crm::Lookup::Text(text),
                    cursor: None,
                }))
            });
            let email = crm::Lookup::Email("ana@trial.example".to_owned());
            let email = Wish::Run(crm::Operation::Find(crm::FindPeople {
                what: email,
                cursor: None,
            }));
            [email].into_iter().chain(found).collect()
        }
        Kind::Translator => texts
            .into_iter()
            .map(|text| Wish::Translate(job(text)))
            .collect(),
        Kind::Bot => texts
            .into_iter()
            .map(|text| Wish::Turn(talk(text)))
            .collect(),
    }
}

/// A picture, and a document whose name is hard to write.
fn files(text: &str) -> channel::Content {
    let file = |media, mime: &str, name: &str| channel::OutgoingFile {
        media,
        url: "https://desk.example/files/AXt0b2tlbg/file".to_owned(),
        mime: mime.to_owned(),
        name: name.to_owned(),
        bytes: 4_000,
    };
    channel::Content::Files(channel::OutgoingFiles {
        text: text.to_owned(),
        files: vec![
            file(channel::Media::Image, "image/png", "cat.png"),
            file(
                channel::Media::Document,
                "application/pdf",
                "\u{dc}bersicht \"1\".pdf",
            ),
        ],
    })
}

fn message(content: channel::Content) -> channel::Message {
    channel::Message {
        id: "cnv_1.1".to_owned(),
        thread: "+4915112345678".to_owned(),
        content,
        contact_wrote_at: Some(crate::convert::epoch_ms(super::NOW)),
        attempt: 1,
    }
}

fn job(text: String) -> translator::Job {
    translator::Job {
        texts: vec![text],
        source: None,
        target: "de".to_owned(),
        keep: Vec::new(),
        formal: None,
    }
}

fn talk(text: String) -> bot::Talk {
    bot::Talk {
        id: "cnv_1".to_owned(),
        channel: NAME.to_owned(),
        locale: "en".to_owned(),
        card: Vec::new(),
        lines: vec![bot::Line {
            at: 0.0,
            author: bot::Author::Contact,
            text,
        }],
        variables: Vec::new(),
    }
}
