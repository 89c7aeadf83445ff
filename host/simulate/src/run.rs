//! The loop: what happens next, in the order of time, goes into the real [`Floor`] as the input that it
//! would be in a running gateway.
//!
//! What becomes of a contact is read from what the core saves, never worked out beside it. At one and
//! the same millisecond the core's own deadlines come first, then talks and notes that end, then
//! accepts, then contacts who leave, then contacts who come: a place that becomes free is free for
//! whoever comes at that moment, and whoever is reached at the end of their patience stays.

mod ledger;

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, VecDeque},
    mem,
};

use frontdesk_core::{
    AgentId, ContactCard, Conversation, ConversationId, ConversationState, Effect, EndedBy, Floor,
    Input, OfferId, Presence, QueueId, Record, RoutingPlan, Span, ThreadId, Timestamp,
};

use self::ledger::Ledger;
pub use self::ledger::Work;
use crate::{
    crew::{Crew, CrewError},
    traffic::{Contact, Traffic},
};

/// What became of a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// An agent accepted, after so long.
    Answered(Span),
    /// They left, after so long.
    Left(Span),
    /// A rule of the gateway ended it before anybody had answered, after so long.
    Closed(Span),
    /// They would wait for ever: nobody on duty can take them.
    Waiting,
    /// The core did not take them: a limit of `frontdesk_core::limits` was reached.
    TurnedAway,
    /// This configuration has no such channel.
    NoChannel,
}

/// What came of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// What became of each contact, and the queue in which they waited; in the traffic's order.
    pub fates: Vec<(Fate, Option<QueueId>)>,
    /// What each agent on duty did until the traffic's end.
    pub agents: Vec<(AgentId, Work)>,
    /// The most contacts that waited at one moment, by queue.
    pub longest_line: Vec<(QueueId, u64)>,
    /// The most contacts that waited at one moment in all queues together.
    pub longest_line_in_all: u64,
    /// How often the core was given an input.
    pub steps: u64,
}

/// What is going to happen, unless something else happens first. The order is the order at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Act {
    TalkEnds(usize),
    NotesEnd(usize),
    Accepts(usize, OfferId),
    Leaves(usize),
}

/// Where a contact stands.
#[derive(Clone, Debug)]
struct Ride {
    fate: Fate,
    queue: Option<QueueId>,
    conversation: Option<ConversationId>,
    /// Who was asked, then who answers.
    agent: Option<AgentId>,
    closed: bool,
}

/// Lets the traffic meet the plan.
pub fn run(plan: RoutingPlan, traffic: &Traffic, crew: Crew) -> Result<Run, CrewError> {
    let mut course = Course::begin(plan, traffic, crew)?;
    while course.go_on() {}
    Ok(course.finish())
}

struct Course<'a> {
    floor: Floor,
    contacts: &'a [Contact],
    /// One for each contact who has come.
    rides: Vec<Ride>,
    /// Whose conversation has the number `place + 1`.
    opened: Vec<usize>,
    due: BinaryHeap<Reverse<(Timestamp, Act)>>,
    /// Offers made at this moment, when agents accept at once.
    asked: VecDeque<Act>,
    accept: Span,
    ledger: Ledger,
    now: Timestamp,
    steps: u64,
}

impl<'a> Course<'a> {
    fn begin(plan: RoutingPlan, traffic: &'a Traffic, crew: Crew) -> Result<Self, CrewError> {
        let on_duty = crew.agents(&plan)?;
        let mut course = Self {
            ledger: Ledger::new(&plan, &on_duty, traffic.end),
            floor: Floor::new(plan, traffic.start)?,
            contacts: traffic.contacts(),
            rides: Vec::with_capacity(traffic.contacts().len()),
            opened: Vec::with_capacity(traffic.contacts().len()),
            due: BinaryHeap::new(),
            asked: VecDeque::new(),
            accept: crew.accept,
            now: traffic.start,
            steps: 0,
        };
        for agent in on_duty {
            course.sign_on(agent);
        }
        Ok(course)
    }

    fn sign_on(&mut self, agent: AgentId) {
        self.apply(Input::AgentConnected {
            agent: agent.clone(),
        });
        self.apply(Input::PresenceDeclared {
            agent,
            presence: Presence::Available,
        });
    }

    /// Does the next thing; `false` when there is none.
    fn go_on(&mut self) -> bool {
        if let Some(act) = self.asked.pop_front() {
            self.act(act);
            return true;
        }
        let deadline = self.floor.next_deadline().map(|(at, _)| at);
        let due = self.due.peek().map(|Reverse((at, _))| *at);
        let contact = self.contacts.get(self.rides.len());
        let arrival = contact.map(|contact| contact.arrives);
        let Some(at) = [deadline, due, arrival].into_iter().flatten().min() else {
            return false;
        };
        if at > self.now {
            self.ledger.moment_is_over();
            self.now = at;
        }
        if deadline == Some(at) {
            self.apply(Input::DeadlineReached);
        } else if due == Some(at)
            && let Some(Reverse((_, act))) = self.due.pop()
        {
            self.act(act);
        } else if let Some(contact) = contact {
            self.arrive(contact);
        }
        true
    }

    fn arrive(&mut self, contact: &Contact) {
        let place = self.rides.len();
        let mut ride = Ride {
            fate: Fate::Waiting,
            queue: None,
            conversation: None,
            agent: None,
            closed: false,
        };
        if !self.floor.plan().channels.contains_key(&contact.channel) {
            ride.fate = Fate::NoChannel;
            self.rides.push(ride);
            return;
        }
        self.rides.push(ride);
        self.opened.push(place);
        if !self.apply(opens(contact, place)) {
            self.opened.pop();
            self.set(place, |ride| ride.fate = Fate::TurnedAway);
            return;
        }
        if let Some(patience) = contact.patience {
            let leaves = (contact.arrives + patience, Act::Leaves(place));
            self.due.push(Reverse(leaves));
        }
    }

    /// What people do when its time has come, if it still has a point.
    fn act(&mut self, act: Act) {
        let (Act::TalkEnds(place)
        | Act::NotesEnd(place)
        | Act::Accepts(place, _)
        | Act::Leaves(place)) = act;
        let Some(ride) = self.rides.get(place) else {
            return;
        };
        let (Some(conversation), agent) = (ride.conversation, ride.agent.clone()) else {
            return;
        };
        let input = match (act, agent) {
            (Act::TalkEnds(_), Some(agent)) if !ride.closed => Input::AgentEnded {
                conversation,
                agent,
            },
            (Act::NotesEnd(_), Some(agent)) if !ride.closed => Input::WrapUpFinished {
                conversation,
                agent,
                disposition: None,
                note: None,
            },
            (Act::Accepts(_, offer), Some(agent)) if ride.fate == Fate::Waiting => {
                Input::OfferAccepted { offer, agent }
            }
            (Act::Leaves(_), _) if ride.fate == Fate::Waiting => {
                Input::ContactEnded { conversation }
            }
            (Act::TalkEnds(_) | Act::NotesEnd(_) | Act::Accepts(..) | Act::Leaves(_), _) => return,
        };
        // A refusal says that something else came first, such as another offer.
        if self.apply(input)
            && let Act::TalkEnds(_) = act
            && let Some(notes) = self.contacts.get(place).and_then(|contact| contact.wrap_up)
        {
            let end = (self.now + notes, Act::NotesEnd(place));
            self.due.push(Reverse(end));
        }
    }

    /// Gives the core an input; `false` when it was refused.
    fn apply(&mut self, input: Input) -> bool {
        self.steps += 1;
        let Ok(effects) = self.floor.apply(self.now, input) else {
            return false;
        };
        for effect in effects {
            if let Effect::Save(Record::Conversation(conversation)) = &effect {
                self.saved(conversation);
            } else if let Effect::PresentOffer { offer, .. } = effect {
                self.offered(offer.conversation, offer.id, offer.agent);
            }
        }
        true
    }

    fn offered(&mut self, conversation: ConversationId, offer: OfferId, agent: AgentId) {
        let Some(place) = self.place(conversation) else {
            return;
        };
        self.set(place, |ride| ride.agent = Some(agent));
        let accepts = Act::Accepts(place, offer);
        if self.accept == Span::ZERO {
            self.asked.push_back(accepts);
        } else {
            self.due.push(Reverse((self.now + self.accept, accepts)));
        }
    }

    /// Takes note of what the core has kept of a conversation.
    fn saved(&mut self, conversation: &Conversation) {
        let Some(place) = self.place(conversation.id) else {
            return;
        };
        let (Some(ride), Some(contact)) = (self.rides.get_mut(place), self.contacts.get(place))
        else {
            return;
        };
        if ride.conversation.is_none() {
            ride.conversation = Some(conversation.id);
            ride.queue = Some(conversation.queue.clone());
            self.ledger.comes(&conversation.queue);
        }
        let Some(queue) = &ride.queue else { return };
        if ride.fate == Fate::Waiting
            && let Some(at) = conversation.first_assigned_at
        {
            ride.fate = Fate::Answered(at.since(contact.arrives));
            self.ledger.goes(queue);
            if let Some(agent) = conversation.state.agent() {
                ride.agent = Some(agent.clone());
                self.ledger.takes(agent, self.now);
            }
            let ends = (at + contact.handle, Act::TalkEnds(place));
            self.due.push(Reverse(ends));
        }
        if let ConversationState::Closed(ended) = &conversation.state
            && !mem::replace(&mut ride.closed, true)
        {
            if ride.fate == Fate::Waiting {
                let after = ended.closed_at.since(contact.arrives);
                ride.fate = match ended.by {
                    EndedBy::Contact | EndedBy::Diverted => Fate::Left(after),
                    EndedBy::Agent(_) | EndedBy::Supervisor(_) | EndedBy::System => {
                        Fate::Closed(after)
                    }
                };
                self.ledger.goes(queue);
            } else if let Some(agent) = &ended.agent {
                self.ledger.is_free_of(agent, self.now);
            }
        }
    }

    fn place(&self, conversation: ConversationId) -> Option<usize> {
        let number = usize::try_from(conversation.number()).ok()?;
        self.opened.get(number.checked_sub(1)?).copied()
    }

    fn set(&mut self, place: usize, change: impl FnOnce(&mut Ride)) {
        if let Some(ride) = self.rides.get_mut(place) {
            change(ride);
        }
    }

    fn finish(mut self) -> Run {
        self.ledger.moment_is_over();
        let fates = self.rides.into_iter().map(|ride| (ride.fate, ride.queue));
        let books = self.ledger.close();
        Run {
            fates: fates.collect(),
            agents: books.agents,
            longest_line: books.longest,
            longest_line_in_all: books.longest_in_all,
            steps: self.steps,
        }
    }
}

/// The one input that knows what a contact brings along.
fn opens(contact: &Contact, place: usize) -> Input {
    Input::ConversationOpened {
        channel: contact.channel.clone(),
        // Everybody comes once, so nobody finds a conversation of their own still open.
        thread: ThreadId(format!("contact-{place}").into()),
        contact: ContactCard {
            locale: contact.locale.clone(),
            ..ContactCard::default()
        },
        first_message: None,
    }
}

#[cfg(test)]
mod tests {
    use frontdesk_config::Layers;
    use frontdesk_core::Delivery;

    use super::*;
    use crate::traffic::START;

    #[test]
    fn whoever_a_rule_sends_away_has_not_left() {
        let text = "[queue.sales]\ntitle = \"Sales\"\n[agent.ana]\nname = \"Ana\"\nqueues = []\n\
                    [channel.web]\nwasm = \"w.wasm\"\nqueue = \"sales\"\ntitle = \"Web\"\n";
        let layers = Layers {
            name: "shop.toml",
            text,
            ..Layers::default()
        };
        let plan = layers
            .load()
            .map(|it| it.routing_plan(|_| Delivery::Outbox));
        let contact = Contact {
            channel: "web".parse().unwrap(),
            arrives: START,
            handle: Span::seconds(1),
            wrap_up: None,
            patience: None,
            locale: None,
        };
        let traffic = Traffic::new(START, START, vec![contact]).unwrap();
        let plan = plan.unwrap_or_else(|problems| panic!("{problems}"));
        let mut course = Course::begin(plan, &traffic, Crew::EVERYBODY).unwrap();
        while course.go_on() {}
        course.now = START + Span::seconds(5);
        course.apply(Input::ConversationClosed {
            conversation: ConversationId::new(1).unwrap(),
            by: EndedBy::System,
        });
        let run = course.finish();
        assert_eq!(run.fates[0].0, Fate::Closed(Span::seconds(5)));
    }
}
