//! Plays a scenario: each line `mm:ss who does what` is one input; time passes in between.

use frontdesk_core::{
    Consent, Content, ConversationId, ConversationState, EndedBy, Floor, Input, OfferId, Party,
    Presence, Record, Span, StoppedBy, Timestamp, script::Answer,
};

use crate::{
    shop::{
        agent, asks, channel, elsewhere, opened, plan, queue, says, started, stopped, thread, wrote,
    },
    words::Teller,
};

/// Midnight of the day on which all scenarios play.
const START: Timestamp = Timestamp(1_767_225_600_000);

struct Player {
    floor: Floor,
    teller: Teller,
    told: String,
}

/// Plays the script lines of `text` and returns the whole transcript: comments and script lines as
/// they are, and after each what follows from it.
pub(crate) fn play(text: &str) -> String {
    let mut player = Player {
        floor: Floor::new(plan(), START).unwrap(),
        teller: Teller::default(),
        told: String::new(),
    };
    for line in text.lines() {
        if line.starts_with("     ") || line.contains(" ... ") {
            continue;
        }
        if line.is_empty() || line.starts_with('#') {
            player.told.push_str(line);
            player.told.push('\n');
            continue;
        }
        let (clock, words) = line.split_once(' ').unwrap();
        let (minutes, seconds) = clock.split_once(':').unwrap();
        let now =
            Span::seconds(minutes.parse::<u32>().unwrap() * 60 + seconds.parse::<u32>().unwrap());
        player.pass_until(START + now);
        player.told.push_str(line);
        player.told.push('\n');
        player.act(START + now, words);
    }
    player.told
}

fn clock(at: Timestamp) -> String {
    let seconds = at.since(START).0 / 1_000;
    format!("{:02}:{:02}", seconds / 60, seconds % 60)
}

impl Player {
    fn pass_until(&mut self, now: Timestamp) {
        while let Some((at, reason)) = self.floor.next_deadline().filter(|(at, _)| *at <= now) {
            self.told
                .push_str(&format!("{} ... {reason:?}\n", clock(at)));
            self.apply(at, Input::DeadlineReached);
        }
    }

    fn apply(&mut self, now: Timestamp, input: Input) {
        match self.floor.apply(now, input) {
            Ok(effects) => {
                self.floor.audit().unwrap();
                self.tell(&effects);
            }
            Err(rejection) => self
                .told
                .push_str(&format!("      -> refused: {rejection}\n")),
        }
    }

    fn tell(&mut self, effects: &[frontdesk_core::Effect]) {
        for effect in effects {
            if let frontdesk_core::Effect::Save(Record::Conversation(c)) = effect {
                self.teller.names.insert(c.id, c.thread.0.to_string());
            }
        }
        for line in self.teller.tell(effects, &clock) {
            self.told.push_str(&format!("      -> {line}\n"));
        }
    }

    fn act(&mut self, now: Timestamp, words: &str) {
        let (words, quoted) = match words.split_once('"') {
            Some((words, quoted)) => (words.trim(), quoted.trim_end_matches('"')),
            None => (words, ""),
        };
        let words: Vec<_> = words.split(' ').collect();
        match words.as_slice() {
            ["gateway", "restarts"] => self.restart(now),
            ["nothing", "happens"] => {}
            ["show", name] => self.show(name),
            ["why", name] => self.why(now, name),
            words => {
                let input = self.read(words, quoted);
                self.apply(now, input);
            }
        }
    }

    #[expect(
        clippy::too_many_lines,
        reason = "a list of all kinds, one after the other"
    )]
    fn read(&self, words: &[&str], quoted: &str) -> Input {
        let content = Content::Text(quoted.into());
        match words {
            ["contact", name, "opens", on] => opened(on, name),
            ["contact", name, "writes", "on", on] => wrote(on, name, quoted),
            ["contact", name, "says", "stop"] => says(self.of(name), Consent::Stop),
            ["contact", name, "says", "start"] => says(self.of(name), Consent::Start),
            ["contact", name, "asks", "for", "help"] => asks(self.of(name)),
            ["crm", "answers", name, what] => Input::ScriptAnswered {
                conversation: self.of(name),
                ask: 1,
                answer: match *what {
                    "found" => Answer::Found,
                    "many" => Answer::Many,
                    "none" => Answer::None,
                    other => panic!("no answer {other}"),
                },
            },
            ["contact", name, "leaves", "a", "message"] => Input::ContactDiverted {
                conversation: self.of(name),
            },
            ["contact", name, "ends"] => Input::ContactEnded {
                conversation: self.of(name),
            },
            ["contact", name, "types"] => Input::Typed {
                conversation: self.of(name),
                party: Party::Contact,
                on: true,
            },
            ["contact", name, "connects"] => Input::ContactConnected {
                conversation: self.of(name),
            },
            ["contact", name, "disconnects"] => Input::ContactDisconnected {
                conversation: self.of(name),
            },
            ["agent", name, "connects"] => Input::AgentConnected { agent: agent(name) },
            ["agent", name, "disconnects"] => Input::AgentDisconnected { agent: agent(name) },
            ["agent", name, "is", presence, rest @ ..] => {
                let presence = match *presence {
                    "available" => Presence::Available,
                    "away" => Presence::Away {
                        reason: rest.join(" ").into(),
                    },
                    "offline" => Presence::Offline,
                    other => panic!("no presence {other}"),
                };
                Input::PresenceDeclared {
                    agent: agent(name),
                    presence,
                }
            }
            ["agent", name, "accepts", contact] => Input::OfferAccepted {
                offer: self.offer_of(contact),
                agent: agent(name),
            },
            ["agent", name, "declines", contact] => Input::OfferDeclined {
                offer: self.offer_of(contact),
                agent: agent(name),
            },
            ["agent", name, "writes", "to", contact] => Input::AgentWrote {
                conversation: self.of(contact),
                agent: agent(name),
                content,
                client_id: None,
            },
            ["agent", name, "starts", on, "with", contact, rest @ ..] => {
                let mut input = started(name, on, contact, quoted);
                if let (Input::AgentStarted { contact, .. }, ["who", "has", "stopped"]) =
                    (&mut input, rest)
                {
                    *contact = stopped();
                }
                input
            }
            ["agent", name, "stops", contact] => Input::ConsentChanged {
                conversation: self.of(contact),
                consent: Consent::Stop,
                by: StoppedBy::Agent(agent(name)),
                answer: false,
            },
            ["inbox", "writes", "to", contact] => elsewhere(self.of(contact), quoted),
            ["agent", name, "ends", contact] => Input::AgentEnded {
                conversation: self.of(contact),
                agent: agent(name),
            },
            ["agent", name, "finishes", contact, "as", code] => Input::WrapUpFinished {
                conversation: self.of(contact),
                agent: agent(name),
                disposition: Some((*code).into()),
                note: None,
            },
            ["supervisor", name, "requeues", contact] => Input::ConversationRequeued {
                conversation: self.of(contact),
                by: agent(name),
            },
            ["supervisor", name, "closes", contact] => Input::ConversationClosed {
                conversation: self.of(contact),
                by: EndedBy::Supervisor(agent(name)),
            },
            ["supervisor", _, "gives", name, slots, "slots"] => Input::CapacityChanged {
                agent: agent(name),
                capacity: slots.parse().unwrap(),
            },
            other => panic!("no such line: {}", other.join(" ")),
        }
    }

    fn of(&self, name: &str) -> ConversationId {
        let channels = ["webchat", "sms", "vip-chat", "help-chat", "help-sms"];
        let open = channels
            .iter()
            .find_map(|c| self.floor.open_on(&channel(c), &thread(name)));
        let known = || {
            self.teller
                .names
                .iter()
                .rfind(|(_, n)| *n == name)
                .map(|(id, _)| *id)
        };
        open.or_else(known).unwrap()
    }

    /// An offer by its contact's name, or by its id once it is over.
    fn offer_of(&self, contact: &str) -> OfferId {
        contact.parse().unwrap_or_else(|_| {
            match &self.floor.conversation(self.of(contact)).unwrap().state {
                ConversationState::Offered { offer, .. } => *offer,
                other => panic!("{contact} is {}", other.name()),
            }
        })
    }

    fn show(&mut self, name: &str) {
        let view = self.floor.queue_view(&queue(name)).unwrap();
        let waiting: Vec<_> = view
            .waiting
            .iter()
            .map(|id| self.teller.names[id].as_str())
            .collect();
        let waiting = if waiting.is_empty() {
            "nobody".to_owned()
        } else {
            waiting.join(", ")
        };
        let since = view
            .oldest_since
            .map(|s| format!(" since {}", clock(s)))
            .unwrap_or_default();
        self.told.push_str(&format!(
            "      -> {name}: {waiting}{since}; {} free slots\n",
            view.free_slots
        ));
    }

    fn why(&mut self, now: Timestamp, name: &str) {
        let explanation = self.floor.explain(now, self.of(name)).unwrap();
        let place = explanation
            .position
            .map(|p| format!(", place {p}"))
            .unwrap_or_default();
        self.told.push_str(&format!(
            "      -> {name} is {}{place}\n",
            explanation.state
        ));
        for c in explanation.candidates {
            self.told.push_str(&format!(
                "      -> {}: {:?}, {} of {} slots, idle {} s\n",
                c.agent,
                c.verdict,
                c.load,
                c.capacity,
                c.idle.0 / 1_000
            ));
        }
    }

    fn restart(&mut self, now: Timestamp) {
        let records: Vec<_> = self.floor.records().collect();
        let (floor, effects) = Floor::restore(plan(), records, now).unwrap();
        self.floor = floor;
        self.tell(&effects);
    }
}
