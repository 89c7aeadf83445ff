//! One customer's way through a script, as the core would lead them: the real Floor, with nobody else on it.

use std::collections::BTreeMap;

use frontdesk_core::{
    Author, ChannelId, Consequence, ContactCard, Content, ConversationId, ConversationState,
    Delivery, Effect, Floor, Input, Message, Name, OfferId, PlanError, Presence, Record,
    RoutingPlan, ScriptId, Span, StepKind, ThreadId, Timestamp, Variable, VariableKind, Variables,
    script::{Answer, Pending, PluginAct, Question},
};

/// Steps of one trial.
pub const TRIAL_STEPS_MAX: usize = 200;
/// How far time goes in one step.
const WAIT_MAX: Span = Span::seconds(7 * 24 * 3_600);
/// Things that become due in one step.
const DUE_MAX: usize = 5_000;

/// Whom a script is tried with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialContact {
    /// How messages reach them: with a page that shows choices, or as texts.
    pub delivery: Delivery,
    /// What they speak (BCP 47), if it is known.
    pub language: Option<Box<str>>,
    /// What is known of them: variables begin with `_`, the rest are a form's fields.
    pub known: BTreeMap<Box<str>, Box<str>>,
}

/// What happens next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TrialStep {
    /// The contact writes.
    Write(Box<str>),
    /// Time passes.
    Wait(Span),
    /// What was asked outside is answered, with one of [`Question::answers`].
    Answer {
        /// The word.
        word: String,
        /// Values of variables that come with it.
        values: BTreeMap<Box<str>, Box<str>>,
    },
    /// An agent takes the conversation.
    Accept,
    /// The contact leaves.
    Leave,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScriptTrial {
    /// What was said, in order: how long after the beginning, whether by the contact, and what.
    pub said: Vec<(Span, bool, Box<str>)>,
    /// The objects that were left, and by which exit.
    pub path: Vec<(String, String)>,
    /// The object at which it is; `None`: the script is over.
    pub at: Option<String>,
    /// Where the conversation stands.
    pub state: TrialState,
    /// The queue, once it waits in one.
    pub queue: Option<String>,
    /// What the contact may choose.
    pub choices: Vec<String>,
    /// What may answer what is asked outside.
    pub answers: Vec<String>,
    /// How long until something becomes due by itself.
    pub due: Option<Span>,
}

/// Where a tried conversation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrialState {
    /// In the script.
    Scripted,
    /// In a line.
    Queued,
    /// An agent has it.
    Assigned,
    /// It is over.
    Ended,
}

/// Why a script cannot be tried.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrialError {
    /// The core takes no such plan.
    #[error(transparent)]
    Plan(#[from] PlanError),
    /// There is no channel at which it could begin.
    #[error("there is no channel: add [channel.NAME]")]
    NoChannel,
    /// A step that does not fit.
    #[error("step {number}: {what}")]
    Unfit {
        /// Which, from 1.
        number: usize,
        /// Why not.
        what: String,
    },
}

/// Tries a script from its beginning. Every agent is there and has room; none takes anything by themselves.
pub fn try_script(
    plan: RoutingPlan,
    script: &ScriptId,
    begin: Timestamp,
    contact: &TrialContact,
    steps: &[TrialStep],
) -> Result<ScriptTrial, TrialError> {
    let channel = ChannelId(Name::new("trial").map_err(|_| TrialError::NoChannel)?);
    let plan = alone(plan, script, &channel, contact.delivery)?;
    let floor = Floor::new(plan, begin)?;
    let mut trial = Trial {
        floor,
        channel,
        begin,
        now: begin,
        conversation: None,
        asked: None,
        said: Vec::new(),
        path: Vec::new(),
        queue: None,
    };
    trial.staff();
    trial.open(contact);
    for (number, step) in (1..).zip(steps.iter().take(TRIAL_STEPS_MAX)) {
        trial
            .step(step)
            .map_err(|what| TrialError::Unfit { number, what })?;
    }
    Ok(trial.outcome())
}

/// The plan with one channel, which begins with this script.
fn alone(
    mut plan: RoutingPlan,
    script: &ScriptId,
    channel: &ChannelId,
    delivery: Delivery,
) -> Result<RoutingPlan, TrialError> {
    let uses = |it: &&frontdesk_core::ChannelPlan| it.script.as_ref() == Some(script);
    let found = plan.channels.values().find(uses);
    let found = found.or_else(|| plan.channels.values().next());
    let mut only = found.ok_or(TrialError::NoChannel)?.clone();
    only.script = Some(script.clone());
    only.delivery = delivery;
    plan.channels = BTreeMap::from([(channel.clone(), only)]);
    for queue in plan.queues.values_mut() {
        // Nobody takes anything here by themselves, and nobody is away for that.
        queue.missed_offer = Consequence::StayAvailable;
    }
    Ok(plan)
}

struct Trial {
    floor: Floor,
    channel: ChannelId,
    begin: Timestamp,
    now: Timestamp,
    conversation: Option<ConversationId>,
    asked: Option<(u32, Question)>,
    said: Vec<(Span, bool, Box<str>)>,
    path: Vec<(String, String)>,
    queue: Option<String>,
}

impl Trial {
    fn staff(&mut self) {
        let agents: Vec<_> = self.floor.plan().agents.keys().cloned().collect();
        for agent in agents {
            self.apply(Input::AgentConnected {
                agent: agent.clone(),
            });
            self.apply(Input::PresenceDeclared {
                agent,
                presence: Presence::Available,
            });
        }
    }

    fn open(&mut self, contact: &TrialContact) {
        let variable = |value: &str| Variable {
            value: value.into(),
            kind: VariableKind::Text,
            label: None,
            is_masked: false,
        };
        let known = || contact.known.iter();
        let variables = known().filter(|(name, _)| name.starts_with('_'));
        let is_field =
            |name: &str| !name.starts_with('_') && !matches!(name, "name" | "account_number");
        let of = |wanted: &str| contact.known.get(wanted).cloned();
        let card = ContactCard {
            name: of("name"),
            account_number: of("account_number"),
            locale: contact.language.clone(),
            fields: known()
                .filter(|(name, _)| is_field(name))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect(),
            variables: variables
                .map(|(name, value)| (name.clone(), variable(value)))
                .collect::<Variables>(),
            ..ContactCard::default()
        };
        self.apply(Input::ConversationOpened {
            channel: self.channel.clone(),
            thread: thread(),
            contact: card,
            first_message: None,
        });
        if let Some(conversation) = self.conversation {
            self.apply(Input::ContactConnected { conversation });
        }
    }

    /// What the core refuses changes nothing, and is nothing here either.
    fn apply(&mut self, input: Input) {
        let effects = self.floor.apply(self.now, input).unwrap_or_default();
        for effect in effects {
            if let Effect::Append(message) = effect {
                self.hear(message);
            } else if let Effect::Log(step) = effect {
                self.conversation.get_or_insert(step.conversation);
                if let StepKind::Scripted { object, exit, .. } = step.kind {
                    self.path.push((object.to_string(), exit.to_string()));
                } else if step.kind == StepKind::Queued {
                    self.queue = self.queue_now();
                }
            } else if let Effect::Ask { ask, question, .. } = effect {
                self.asked = Some((ask, question));
            } else if let Effect::Save(Record::Conversation(it)) = effect {
                self.conversation.get_or_insert(it.id);
            }
        }
    }

    fn hear(&mut self, message: Message) {
        if let Content::Text(text) = message.content {
            let is_contact = message.author == Author::Contact;
            self.said
                .push((self.now.since(self.begin), is_contact, text));
        }
    }

    fn queue_now(&self) -> Option<String> {
        let id = self.conversation?;
        Some(self.floor.conversation(id)?.queue.to_string())
    }

    fn step(&mut self, step: &TrialStep) -> Result<(), String> {
        match step {
            TrialStep::Write(text) => {
                self.apply(Input::ContactWrote {
                    channel: self.channel.clone(),
                    thread: thread(),
                    into: None,
                    contact: ContactCard::default(),
                    content: Content::Text(text.clone()),
                    client_id: None,
                });
            }
            TrialStep::Wait(span) => self.wait((*span).min(WAIT_MAX)),
            TrialStep::Answer { word, values } => self.answer(word, values)?,
            TrialStep::Accept => self.accept()?,
            TrialStep::Leave => {
                if let Some(conversation) = self.conversation {
                    self.apply(Input::ContactEnded { conversation });
                }
            }
        }
        Ok(())
    }

    fn wait(&mut self, span: Span) {
        let until = self.now + span;
        for _ in 0..DUE_MAX {
            let due = self.floor.next_deadline().map(|(at, _)| at);
            let Some(at) = due.filter(|at| *at <= until) else {
                break;
            };
            self.now = self.now.max(at);
            self.apply(Input::DeadlineReached);
        }
        self.now = until;
        self.apply(Input::DeadlineReached);
    }

    fn answer(&mut self, word: &str, values: &BTreeMap<Box<str>, Box<str>>) -> Result<(), String> {
        let (Some(conversation), Some((ask, question))) = (self.conversation, self.asked.take())
        else {
            return Err("nothing is asked".to_owned());
        };
        if !question.answers().contains(&word) {
            let may = question.answers().join(", ");
            return Err(format!("\"{word}\" is no answer: it is one of {may}"));
        }
        let answer = match word {
            "found" => Answer::Found,
            "many" => Answer::Many,
            "none" => Answer::None,
            "done" => Answer::Done(values.clone()),
            "hand_over" => Answer::Acts(vec![PluginAct::HandOver(None)]),
            "end" => Answer::Acts(vec![PluginAct::End]),
            _ => Answer::Failed,
        };
        self.apply(Input::ScriptAnswered {
            conversation,
            ask,
            answer,
        });
        Ok(())
    }

    fn accept(&mut self) -> Result<(), String> {
        let nobody = || "it waits for no agent".to_owned();
        let id = self.conversation.ok_or_else(nobody)?;
        let conversation = self.floor.conversation(id).ok_or_else(nobody)?;
        let input = match &conversation.state {
            ConversationState::Offered { offer, agent, .. } => {
                let (offer, agent): (OfferId, _) = (*offer, agent.clone());
                Input::OfferAccepted { offer, agent }
            }
            ConversationState::Queued { .. } => {
                let mut agents = self.floor.plan().agents.keys();
                let agent = agents.next().ok_or("there is no agent")?.clone();
                Input::ConversationTaken {
                    conversation: id,
                    forced_by: Some(agent.clone()),
                    agent,
                }
            }
            ConversationState::Scripted { .. }
            | ConversationState::Assigned { .. }
            | ConversationState::Parked { .. }
            | ConversationState::WrapUp { .. }
            | ConversationState::Closed(_) => return Err(nobody()),
        };
        self.apply(input);
        Ok(())
    }

    fn outcome(self) -> ScriptTrial {
        let open = self.conversation.and_then(|id| self.floor.conversation(id));
        let run = open.and_then(|it| it.script.as_deref());
        let state = match open.map(|it| &it.state) {
            Some(ConversationState::Scripted { .. }) => TrialState::Scripted,
            Some(ConversationState::Queued { .. } | ConversationState::Offered { .. }) => {
                TrialState::Queued
            }
            Some(ConversationState::Assigned { .. } | ConversationState::Parked { .. }) => {
                TrialState::Assigned
            }
            Some(ConversationState::WrapUp { .. } | ConversationState::Closed(_)) | None => {
                TrialState::Ended
            }
        };
        let is_asked = run.is_some_and(|run| matches!(run.pending, Pending::Answer { .. }));
        let asked = self.asked.as_ref().filter(|_| is_asked);
        let answers = asked.map(|(_, question)| question.answers());
        let due = self.floor.next_deadline().map(|(at, _)| at.since(self.now));
        let has_say = run.filter(|run| run.is_waiting());
        ScriptTrial {
            at: has_say.map(|run| run.at.to_string()),
            state,
            choices: has_say
                .map(|run| run.offered.iter().map(|it| it.text.to_string()).collect())
                .unwrap_or_default(),
            answers: answers
                .into_iter()
                .flatten()
                .map(|&word| word.to_owned())
                .collect(),
            due: due.filter(|_| state != TrialState::Ended),
            queue: self.queue.filter(|_| state != TrialState::Scripted),
            said: self.said,
            path: self.path,
        }
    }
}

fn thread() -> ThreadId {
    ThreadId("trial".into())
}

#[cfg(test)]
mod tests {
    use frontdesk_config::Layers;

    use super::*;

    const CONFIG: &str = r#"
        [queue.sales]
        title = "Sales"
        [http_call.orders]
        url = "https://api.example.com/orders"
        [[script.welcome.objects]]
        tag = "topic"
        does = "menu"
        text = { en = "What is it about?" }
        choices = [{ text = { en = "Order" }, to = "call" }, { text = { en = "Else" }, to = "queue" }]
        retries = 0
        else = "queue"
        timeout_s = 60
        timeout = "bye"
        [[script.welcome.objects]]
        tag = "call"
        does = "http_call"
        call = "orders"
        keep = { _status = "/status" }
        next = "told"
        error = "queue"
        [[script.welcome.objects]]
        tag = "told"
        does = "message"
        text = { en = "It is {_status}, {name}." }
        next = "queue"
        [[script.welcome.objects]]
        tag = "queue"
        does = "forward"
        queue = "sales"
        [[script.welcome.objects]]
        tag = "bye"
        does = "end"
        text = { en = "Goodbye" }
        [channel.web]
        wasm = "webchat.wasm"
        queue = "sales"
        title = "Shop"
        script = "welcome"
        [agent.ana]
        name = "Ana"
        queues = ["sales"]
        capacity = 6
    "#;

    fn plan() -> RoutingPlan {
        let layers = Layers {
            name: "test.toml",
            text: CONFIG,
            ..Layers::default()
        };
        layers.load().unwrap().routing_plan(|_| Delivery::Stream)
    }

    fn tried(delivery: Delivery, steps: &[TrialStep]) -> Result<ScriptTrial, TrialError> {
        let contact = TrialContact {
            delivery,
            language: Some("en".into()),
            known: [("name".into(), "Zoe".into())].into(),
        };
        let at = Timestamp(1_700_000_000_000);
        try_script(plan(), &"welcome".parse().unwrap(), at, &contact, steps)
    }

    fn texts(trial: &ScriptTrial) -> Vec<&str> {
        trial.said.iter().map(|(_, _, text)| &**text).collect()
    }

    #[test]
    fn a_customer_is_led_from_the_first_word_to_an_agent() {
        let begun = tried(Delivery::Stream, &[]).unwrap();
        assert_eq!(texts(&begun), ["What is it about?"]);
        assert_eq!(begun.choices, ["Order", "Else"]);
        assert_eq!(
            (begun.at.as_deref(), begun.due),
            (Some("topic"), Some(Span::seconds(60)))
        );
        let mut steps = vec![TrialStep::Write("Order".into())];
        let asking = tried(Delivery::Stream, &steps).unwrap();
        assert_eq!(asking.answers, ["done", "error"]);
        steps.push(TrialStep::Answer {
            word: "done".to_owned(),
            values: [("_status".into(), "on its way".into())].into(),
        });
        let waiting = tried(Delivery::Stream, &steps).unwrap();
        assert_eq!(texts(&waiting).last(), Some(&"It is on its way, Zoe."));
        assert_eq!(
            (waiting.state, waiting.queue.as_deref()),
            (TrialState::Queued, Some("sales"))
        );
        let path: Vec<_> = waiting
            .path
            .iter()
            .map(|(at, exit)| format!("{at}: {exit}"))
            .collect();
        assert_eq!(path, ["topic: choices 1", "call: next", "told: next"]);
        steps.push(TrialStep::Accept);
        assert_eq!(
            tried(Delivery::Stream, &steps).unwrap().state,
            TrialState::Assigned
        );
        steps.push(TrialStep::Leave);
        assert_eq!(
            tried(Delivery::Stream, &steps).unwrap().state,
            TrialState::Ended
        );
    }

    #[test]
    fn on_a_channel_of_texts_choices_are_numbered_lines() {
        let begun = tried(Delivery::Outbox, &[]).unwrap();
        assert_eq!(texts(&begun), ["What is it about?\n1. Order\n2. Else"]);
        let chosen = tried(Delivery::Outbox, &[TrialStep::Write("2".into())]).unwrap();
        assert_eq!(chosen.state, TrialState::Queued);
    }

    #[test]
    fn time_passes_as_far_as_it_is_let() {
        let still = tried(Delivery::Stream, &[TrialStep::Wait(Span::seconds(59))]).unwrap();
        assert_eq!(still.due, Some(Span::seconds(1)));
        let gone = tried(Delivery::Stream, &[TrialStep::Wait(Span::seconds(60))]).unwrap();
        assert_eq!((gone.state, gone.at), (TrialState::Ended, None));
        assert_eq!(gone.said.last().unwrap().0, Span::seconds(60));
    }

    #[test]
    fn a_step_that_does_not_fit_says_so() {
        let answer = TrialStep::Answer {
            word: "maybe".to_owned(),
            values: BTreeMap::new(),
        };
        let unfit = tried(
            Delivery::Stream,
            &[TrialStep::Write("Order".into()), answer.clone()],
        );
        let said = unfit.unwrap_err().to_string();
        assert_eq!(
            said,
            "step 2: \"maybe\" is no answer: it is one of done, error"
        );
        assert!(tried(Delivery::Stream, &[answer]).is_err());
        assert!(tried(Delivery::Stream, &[TrialStep::Accept]).is_err());
    }
}
