//! Every state and every input: what becomes of the conversation and what follows. A reviewer sees
//! any changed cell in the snapshot.

use frontdesk_core::{
    Consent, Content, ConversationId, Effect, EndedBy, Floor, Input, Language, LanguageSource,
    OfferId, Party, Presence, Record, Seq, Span, Timestamp, TransferTo, script::Answer,
};

use crate::shop::{
    agent, asks, described, elsewhere, opened, plan, queue, says, started, vouched, wrote,
};

const NOW: Timestamp = Timestamp(1_000_000);

/// A Floor on which `cnv_1` (ana, on `webchat` or `sms`) is in the state named, held by bea where an
/// agent holds it, with cem ready beside her where that changes nothing. `stopped` is assigned to her
/// after ana wants no more messages; `parked` is what she has set aside; `scripted` waits for what a
/// script asked.
fn floor(on: &str, name: &str) -> Floor {
    let mut floor = Floor::new(plan(), NOW).unwrap();
    let mut apply = |input| floor.apply(NOW, input).map(drop).unwrap();
    let ready = |name: &str| {
        [
            Input::AgentConnected { agent: agent(name) },
            Input::PresenceDeclared {
                agent: agent(name),
                presence: Presence::Available,
            },
        ]
    };
    if !matches!(name, "queued" | "scripted") {
        ready("bea").into_iter().for_each(&mut apply);
    }
    apply(opened(on, "ana"));
    apply(wrote(on, "ana", "hello"));
    let accepted = Input::OfferAccepted {
        offer: offer(),
        agent: agent("bea"),
    };
    match name {
        "queued" | "offered" | "scripted" => {}
        "assigned" => apply(accepted),
        "stopped" => {
            apply(accepted);
            apply(says(conversation(), Consent::Stop));
        }
        "parked" => {
            apply(accepted);
            apply(Input::ConversationParked {
                conversation: conversation(),
                agent: agent("bea"),
            });
        }
        "wrap_up" => {
            apply(accepted);
            apply(Input::AgentEnded {
                conversation: conversation(),
                agent: agent("bea"),
            });
        }
        "closed" => {
            apply(Input::ConversationClosed {
                conversation: conversation(),
                by: EndedBy::System,
            });
        }
        other => panic!("no state {other}"),
    }
    if !matches!(name, "queued" | "scripted") {
        ready("cem").into_iter().for_each(&mut apply);
    }
    floor
}

fn conversation() -> ConversationId {
    ConversationId::new(1).unwrap()
}

fn offer() -> OfferId {
    OfferId::new(1).unwrap()
}

/// Every input, where it matters by whom: bea holds the conversation, cem does not, eve is unknown.
#[expect(
    clippy::too_many_lines,
    reason = "a list of all kinds, one after the other"
)]
fn inputs(on: &str) -> Vec<(String, Input)> {
    let conversation = conversation();
    let offer = offer();
    let mut inputs = vec![
        ("unchanged".into(), Input::PlanChanged(plan())),
        ("same thread".into(), opened(on, "ana")),
        ("same thread".into(), wrote(on, "ana", "again")),
        (
            "contact".into(),
            Input::Typed {
                conversation,
                party: Party::Contact,
                on: true,
            },
        ),
        (
            "contact".into(),
            Input::Read {
                conversation,
                party: Party::Contact,
                seq: Seq(1),
            },
        ),
        (
            "contact".into(),
            Input::Read {
                conversation,
                party: Party::Contact,
                seq: Seq(99),
            },
        ),
        (String::new(), Input::ContactConnected { conversation }),
        (String::new(), Input::ContactDisconnected { conversation }),
        (String::new(), Input::ContactEnded { conversation }),
        (String::new(), Input::ContactDiverted { conversation }),
        (
            "by sam".into(),
            Input::ConversationRequeued {
                conversation,
                by: agent("sam"),
            },
        ),
        (
            "by sam".into(),
            Input::ConversationClosed {
                conversation,
                by: EndedBy::Supervisor(agent("sam")),
            },
        ),
        (
            "to vip, by sam".into(),
            handed_on("sam", true, TransferTo::Queue(queue("vip"))),
        ),
        (
            "to nowhere, by sam".into(),
            handed_on("sam", true, TransferTo::Queue(queue("void"))),
        ),
        (
            "to cem, by sam".into(),
            handed_on("sam", true, TransferTo::Agent(agent("cem"))),
        ),
        (
            "to eve, by sam".into(),
            handed_on("sam", true, TransferTo::Agent(agent("eve"))),
        ),
        ("by a form".into(), told("es", LanguageSource::Form)),
        (
            "by their site".into(),
            Input::ContactIdentified {
                conversation,
                subject: vouched("1042").identities.remove(0),
                contact: vouched("1042"),
            },
        ),
        (
            String::new(),
            Input::ContactDescribed {
                conversation,
                details: described("gold"),
            },
        ),
        (String::new(), elsewhere(conversation, "hi")),
        ("stop".into(), says(conversation, Consent::Stop)),
        ("start".into(), says(conversation, Consent::Start)),
        (String::new(), asks(conversation)),
        (
            "found".into(),
            Input::ScriptAnswered {
                conversation,
                ask: 1,
                answer: Answer::Found,
            },
        ),
        (
            "found".into(),
            Input::ScriptAnswered {
                conversation,
                ask: 2,
                answer: Answer::Found,
            },
        ),
        (String::new(), Input::DeadlineReached),
    ];
    for name in ["bea", "cem", "eve"] {
        inputs.push((
            format!("{name}, same thread"),
            started(name, on, "ana", "hi"),
        ));
        inputs.push((
            format!("{name}, other thread"),
            started(name, on, "ben", "hi"),
        ));
        let agent = agent(name);
        let of_agent = [
            Input::AgentWrote {
                conversation,
                agent: agent.clone(),
                content: Content::Text("hi".into()),
                client_id: None,
            },
            Input::Typed {
                conversation,
                party: Party::Agent(agent.clone()),
                on: true,
            },
            Input::Read {
                conversation,
                party: Party::Agent(agent.clone()),
                seq: Seq(1),
            },
            Input::AgentConnected {
                agent: agent.clone(),
            },
            Input::AgentDisconnected {
                agent: agent.clone(),
            },
            Input::PresenceDeclared {
                agent: agent.clone(),
                presence: Presence::Available,
            },
            Input::PresenceDeclared {
                agent: agent.clone(),
                presence: Presence::Away {
                    reason: "lunch".into(),
                },
            },
            Input::PresenceDeclared {
                agent: agent.clone(),
                presence: Presence::Offline,
            },
            Input::CapacityChanged {
                agent: agent.clone(),
                capacity: 6,
            },
            Input::OfferAccepted {
                offer,
                agent: agent.clone(),
            },
            Input::OfferDeclined {
                offer,
                agent: agent.clone(),
            },
            Input::AgentEnded {
                conversation,
                agent: agent.clone(),
            },
            Input::TranslationSwitched {
                conversation,
                agent: agent.clone(),
                on: true,
            },
            Input::WrapUpFinished {
                conversation,
                agent: agent.clone(),
                disposition: None,
                note: None,
            },
        ];
        inputs.extend(of_agent.map(|input| (name.to_owned(), input)));
        inputs.extend(by_hand(name));
    }
    inputs.sort_by_key(|(_, input)| input.name());
    inputs
}

/// What an agent does beside answering offers.
fn by_hand(name: &str) -> impl Iterator<Item = (String, Input)> {
    let (conversation, sam, agent) = (conversation(), agent("sam"), agent(name));
    let taken = |forced_by| Input::ConversationTaken {
        conversation,
        agent: agent.clone(),
        forced_by,
    };
    let stopped = |stopped| Input::NewStopped {
        agent: agent.clone(),
        stopped,
    };
    let inputs = [
        (name.to_owned(), taken(None)),
        (format!("{name}, forced"), taken(Some(sam))),
        (
            format!("{name}, to vip"),
            handed_on(name, false, TransferTo::Queue(queue("vip"))),
        ),
        (
            name.to_owned(),
            Input::ConversationParked {
                conversation,
                agent: agent.clone(),
            },
        ),
        (
            name.to_owned(),
            Input::ConversationResumed {
                conversation,
                agent: agent.clone(),
            },
        ),
        (format!("{name}, nothing new"), stopped(true)),
        (format!("{name}, new ones again"), stopped(false)),
    ];
    inputs.into_iter()
}

fn handed_on(by: &str, supervised: bool, to: TransferTo) -> Input {
    Input::ConversationTransferred {
        conversation: conversation(),
        by: agent(by),
        supervised,
        to,
    }
}

fn told(tag: &str, source: LanguageSource) -> Input {
    Input::LanguageKnown {
        conversation: conversation(),
        language: Language::new(tag).unwrap(),
        source,
    }
}

/// Whether the input says a presence, which the label then names.
fn label(who: &str, input: &Input) -> String {
    let presence = match input {
        Input::PresenceDeclared { presence, .. } => format!(" {}", presence.name()),
        _ => String::new(),
    };
    let who = if who.is_empty() {
        String::new()
    } else {
        format!(" ({who})")
    };
    format!("{}{presence}{who}", input.name())
}

fn effect(effect: &Effect) -> &'static str {
    match effect {
        Effect::Save(Record::Conversation(_)) => "Save(conversation)",
        Effect::Save(Record::Agent(_)) => "Save(agent)",
        Effect::Save(Record::Queue(_)) => "Save(queue)",
        Effect::Save(Record::Counters(_)) => "Save(counters)",
        Effect::Save(Record::Script(_)) => "Save(script)",
        Effect::Forget(_) => "Forget",
        Effect::Ask { .. } => "Ask",
        Effect::Append(_) => "Append",
        Effect::Log(_) => "Log",
        Effect::Dispatch(_) => "Dispatch",
        Effect::PresentOffer { .. } => "PresentOffer",
        Effect::WithdrawOffer { .. } => "WithdrawOffer",
        Effect::ShowTyping { .. } => "ShowTyping",
        Effect::LinkChanged { .. } => "LinkChanged",
        Effect::ContactLinkChanged { .. } => "ContactLinkChanged",
        Effect::QueueChanged(_) => "QueueChanged",
    }
}

/// The channel on which a conversation comes into a state.
fn channel_of<'c>(on: &'c str, state: &str) -> &'c str {
    match (state, on) {
        ("scripted", "webchat") => "help-chat",
        ("scripted", _) => "help-sms",
        (_, on) => on,
    }
}

fn table(on: &str) -> String {
    let mut table = String::new();
    // With a live socket there is nothing to stop, and nothing that could be set aside.
    let without_socket: &[&str] = if on == "sms" {
        &["stopped", "parked"]
    } else {
        &[]
    };
    let states = [
        "scripted", "queued", "offered", "assigned", "wrap_up", "closed",
    ];
    for before in states.iter().chain(without_socket) {
        for (later, wait) in [("", Span::ZERO), (", an hour later", Span::seconds(3_600))] {
            table.push_str(&format!("== {before}{later}\n"));
            let on = channel_of(on, before);
            for (who, input) in inputs(on) {
                let mut floor = floor(on, before);
                let label = label(&who, &input);
                let result = floor.apply(NOW + wait, input);
                let state = floor
                    .conversation(conversation())
                    .map_or("closed", |c| c.state.name());
                let cell = match result {
                    Ok(effects) => {
                        let effects: Vec<_> = effects.iter().map(effect).collect();
                        format!("{state}: {}", effects.join(" "))
                    }
                    Err(rejection) => format!("refused {}", rejection.code()),
                };
                table.push_str(&format!(
                    "{label} -> {}\n",
                    cell.trim_end_matches([' ', ':'])
                ));
            }
        }
    }
    table
}

#[test]
fn every_state_answers_every_input_on_a_stream_channel() {
    insta::assert_snapshot!(table("webchat"));
}

#[test]
fn every_state_answers_every_input_on_an_outbox_channel() {
    insta::assert_snapshot!(table("sms"));
}

#[test]
fn the_matrix_holds_every_input() {
    let mut names: Vec<_> = inputs("webchat")
        .iter()
        .map(|(_, input)| input.name())
        .collect();
    names.dedup();
    // As many as `Input` has variants: a new one has to be added to `inputs`, too.
    assert_eq!(names.len(), 35);
}
