//! Who has a place promised. Pure: time and room come in.

use std::{
    collections::{BTreeMap, VecDeque},
    net::IpAddr,
};

use frontdesk_core::{AgentId, QueueId, Span, Timestamp};

use super::funnel::Of;

/// How long a place is kept for somebody who looks at an invitation.
pub(crate) const SHOWN_FOR: Span = Span::seconds(30);
/// How long for somebody who has accepted, and fills in the form.
pub(crate) const ACCEPTED_FOR: Span = Span::seconds(120);
/// How often somebody can go on looking.
const CONSIDERED_MAX: u8 = 10;
/// Leases of one address at once: whoever takes all places keeps others from being invited.
const PER_ADDRESS: usize = 10;
/// Leases at once; there are never more places than agents have.
const LEASES_MAX: usize = 50_000;
/// Showings of which a chat has begun that are remembered, so that none counts twice.
const USED_MAX: usize = 4_096;

/// Names a showing: random, so that nobody ends somebody else's.
pub(crate) type LeaseId = [u8; 16];

/// What a queue has room for at a moment.
pub(crate) struct Room {
    pub(crate) queue: QueueId,
    /// Those who are there for new conversations, each with how many more they could hold; whoever serves the fewest
    /// queues first, so that who serves several is kept for the others.
    pub(crate) agents: Vec<(AgentId, u32)>,
    /// How many wait and are offered to nobody.
    pub(crate) waiting: u32,
    /// How long somebody with so many before them would wait, if that is known.
    pub(crate) wait: Box<dyn Fn(u32) -> Option<Span>>,
}

/// Somebody asks for a place.
pub(crate) struct Ask {
    pub(crate) id: LeaseId,
    pub(crate) of: Of,
    pub(crate) address: IpAddr,
    pub(crate) free_agents: u32,
    pub(crate) wait_max: Option<Span>,
    /// Whether the place is kept; else it is only asked whether there is one.
    pub(crate) keeps: bool,
}

/// Why there is no place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refused {
    /// The queue is closed, or nobody is there.
    Closed,
    /// Everybody has enough.
    Full,
    /// This address has enough of them.
    Address,
}

/// What becomes of a lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The chat was opened with it: it is kept until it begins.
    Accepted,
    /// The visitor goes on looking.
    Considered,
    /// It is needed no more.
    Gone,
}

struct Lease {
    of: Of,
    queue: QueueId,
    /// Whose place it is; none: one in the line.
    agent: Option<AgentId>,
    address: IpAddr,
    until: Timestamp,
    is_accepted: bool,
    considered: u8,
}

/// The places that are promised.
#[derive(Default)]
pub(crate) struct Leases {
    held: BTreeMap<LeaseId, Lease>,
    used: VecDeque<LeaseId>,
}

impl Leases {
    /// Takes a place, if there is one that is promised to nobody.
    pub(crate) fn take(&mut self, ask: Ask, room: &Room, now: Timestamp) -> Result<(), Refused> {
        if room.agents.is_empty() {
            return Err(Refused::Closed);
        }
        let from_here = self.held.values().filter(|it| it.address == ask.address);
        if from_here.count() >= PER_ADDRESS || self.held.len() >= LEASES_MAX {
            return Err(Refused::Address);
        }
        let left: Vec<_> = room
            .agents
            .iter()
            .map(|(agent, room)| (agent, room.saturating_sub(self.of_agent(agent))))
            .collect();
        let free = left.iter().filter(|(_, left)| *left > 0);
        let agents = u32::try_from(free.clone().count()).unwrap_or(u32::MAX);
        let places: u32 = left
            .iter()
            .map(|(_, left)| *left)
            .fold(0, u32::saturating_add);
        let is_free = places > room.waiting && agents >= ask.free_agents;
        let agent = if is_free {
            free.map(|(agent, _)| (*agent).clone()).next()
        } else {
            None
        };
        if agent.is_none() && !self.is_short(&ask, room) {
            return Err(Refused::Full);
        }
        if ask.keeps {
            let lease = Lease {
                of: ask.of,
                queue: room.queue.clone(),
                agent,
                address: ask.address,
                until: now + SHOWN_FOR,
                is_accepted: false,
                considered: 0,
            };
            self.held.insert(ask.id, lease);
        }
        Ok(())
    }

    /// Whether somebody may be invited to wait, and would not wait for too long.
    fn is_short(&self, ask: &Ask, room: &Room) -> bool {
        let Some(most) = ask.wait_max.filter(|_| ask.free_agents == 0) else {
            return false;
        };
        let promised = self.held.values().filter(|it| it.queue == room.queue);
        let promised = u32::try_from(promised.count()).unwrap_or(u32::MAX);
        let wait = (room.wait)(room.waiting.saturating_add(promised));
        wait.is_some_and(|wait| wait <= most)
    }

    /// How many places of an agent are promised.
    fn of_agent(&self, agent: &AgentId) -> u32 {
        let theirs = self
            .held
            .values()
            .filter(|it| it.agent.as_ref() == Some(agent));
        u32::try_from(theirs.count()).unwrap_or(u32::MAX)
    }

    /// Something became of a lease. `false`: it has ended before, or nothing is different.
    pub(crate) fn end(&mut self, id: LeaseId, ending: Ending, now: Timestamp) -> bool {
        let Some(lease) = self.held.get_mut(&id).filter(|lease| !lease.is_accepted) else {
            return false;
        };
        match ending {
            Ending::Accepted => {
                lease.is_accepted = true;
                lease.until = now + ACCEPTED_FOR;
            }
            Ending::Considered => {
                if lease.considered >= CONSIDERED_MAX {
                    return false;
                }
                lease.considered += 1;
                lease.until = now + SHOWN_FOR;
            }
            Ending::Gone => {
                self.held.remove(&id);
            }
        }
        true
    }

    /// A chat has begun. `false`: one has begun of this showing before.
    pub(crate) fn use_up(&mut self, id: LeaseId, now: Timestamp) -> bool {
        if self.used.contains(&id) {
            return false;
        }
        if self.used.len() >= USED_MAX {
            self.used.pop_front();
        }
        self.used.push_back(id);
        // Whoever began otherwise than with the invitation has not let it expire.
        if self.held.get(&id).is_some_and(|lease| now < lease.until) {
            self.held.remove(&id);
        }
        true
    }

    /// Ends what has lapsed. Answers those that were looked at and nothing else.
    pub(crate) fn sweep(&mut self, now: Timestamp) -> Vec<Of> {
        let lapsed = self.held.extract_if(.., |_, lease| lease.until <= now);
        lapsed
            .filter(|(_, lease)| !lease.is_accepted)
            .map(|(_, lease)| lease.of)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn room(agents: &[(&str, u32)], waiting: u32) -> Room {
        Room {
            queue: "sales".parse().unwrap(),
            agents: agents
                .iter()
                .map(|(name, room)| (name.parse().unwrap(), *room))
                .collect(),
            waiting,
            wait: Box::new(|ahead| Some(Span::seconds(60 * (ahead + 1)))),
        }
    }

    fn ask(number: u8) -> Ask {
        Ask {
            id: [number; 16],
            of: Of {
                day: 1,
                channel: "shop".parse().unwrap(),
                invitation: "pricing".into(),
            },
            address: [192, 0, 2, number].into(),
            free_agents: 1,
            wait_max: None,
            keeps: true,
        }
    }

    #[test]
    fn of_fifty_who_ask_at_once_one_gets_the_one_place() {
        let mut leases = Leases::default();
        let room = room(&[("ana", 1)], 0);
        let taken = (0..50).filter(|number| leases.take(ask(*number), &room, NOW).is_ok());
        assert_eq!(taken.count(), 1);
    }

    #[test]
    fn a_place_is_free_again_when_its_lease_lapses_or_is_declined() {
        let mut leases = Leases::default();
        let room = room(&[("ana", 1)], 0);
        assert_eq!(leases.take(ask(1), &room, NOW), Ok(()));
        assert!(leases.end([1; 16], Ending::Gone, NOW));
        assert!(!leases.end([1; 16], Ending::Gone, NOW), "once");
        assert_eq!(leases.take(ask(2), &room, NOW), Ok(()));
        let later = NOW + SHOWN_FOR;
        assert!(leases.sweep(Timestamp(later.0 - 1)).is_empty());
        assert_eq!(leases.take(ask(3), &room, NOW), Err(Refused::Full));
        assert_eq!(leases.sweep(later), [ask(2).of], "it has expired");
        assert_eq!(leases.take(ask(3), &room, later), Ok(()));
    }

    #[test]
    fn who_has_accepted_keeps_the_place_while_they_fill_in_the_form_and_gives_it_to_their_chat() {
        let mut leases = Leases::default();
        let one = room(&[("ana", 1)], 0);
        leases.take(ask(1), &one, NOW).unwrap();
        assert!(leases.end([1; 16], Ending::Accepted, NOW));
        assert!(
            !leases.end([1; 16], Ending::Gone, NOW),
            "accepted is accepted"
        );
        let form = NOW + Span::seconds(90);
        assert!(leases.sweep(form).is_empty());
        assert_eq!(leases.take(ask(2), &one, form), Err(Refused::Full));
        assert!(leases.use_up([1; 16], form));
        assert!(!leases.use_up([1; 16], form), "a showing counts once");
        assert_eq!(leases.take(ask(2), &one, form), Ok(()));
        leases.end([2; 16], Ending::Accepted, form);
        let given_up = form + ACCEPTED_FOR;
        assert!(
            leases.sweep(given_up).is_empty(),
            "who accepted has not let it expire"
        );
        assert_eq!(leases.take(ask(3), &one, given_up), Ok(()));
    }

    #[test]
    fn who_goes_on_looking_keeps_the_place_and_not_for_ever() {
        let mut leases = Leases::default();
        leases.take(ask(1), &room(&[("ana", 1)], 0), NOW).unwrap();
        let mut now = NOW;
        for _ in 0..CONSIDERED_MAX {
            now = Timestamp(now.0 + SHOWN_FOR.0 - 1);
            assert!(leases.end([1; 16], Ending::Considered, now));
        }
        assert!(!leases.end([1; 16], Ending::Considered, now));
        assert_eq!(leases.sweep(now + SHOWN_FOR).len(), 1);
    }

    #[test]
    fn who_waits_already_comes_before_whoever_would_be_invited() {
        let mut leases = Leases::default();
        let busy = room(&[("ana", 1), ("bea", 1)], 2);
        assert_eq!(leases.take(ask(1), &busy, NOW), Err(Refused::Full));
        let one_left = room(&[("ana", 1), ("bea", 1)], 1);
        assert_eq!(leases.take(ask(1), &one_left, NOW), Ok(()));
        assert_eq!(leases.take(ask(2), &one_left, NOW), Err(Refused::Full));
        assert_eq!(
            leases.take(ask(3), &room(&[], 0), NOW),
            Err(Refused::Closed)
        );
    }

    #[test]
    fn an_agent_of_two_queues_is_promised_once() {
        let mut leases = Leases::default();
        let sales = room(&[("ana", 1)], 0);
        let support = Room {
            queue: "support".parse().unwrap(),
            ..room(&[("bea", 1), ("ana", 1)], 0)
        };
        leases.take(ask(1), &sales, NOW).unwrap();
        assert_eq!(leases.take(ask(2), &support, NOW), Ok(()), "that is bea's");
        assert_eq!(leases.take(ask(3), &support, NOW), Err(Refused::Full));
    }

    #[test]
    fn free_agents_says_how_many_must_have_room_and_zero_lets_the_wait_decide() {
        let mut leases = Leases::default();
        let two = room(&[("ana", 1), ("bea", 1)], 0);
        let picky = |number| Ask {
            free_agents: 2,
            ..ask(number)
        };
        assert_eq!(leases.take(picky(1), &two, NOW), Ok(()));
        assert_eq!(leases.take(picky(2), &two, NOW), Err(Refused::Full));

        let nobody_free = room(&[("ana", 0)], 1);
        let patient = |number, minutes: u32| Ask {
            free_agents: 0,
            wait_max: Some(Span::seconds(minutes * 60)),
            ..ask(number)
        };
        let mut leases = Leases::default();
        assert_eq!(
            leases.take(patient(1, 1), &nobody_free, NOW),
            Err(Refused::Full)
        );
        assert_eq!(leases.take(patient(1, 2), &nobody_free, NOW), Ok(()));
        assert_eq!(
            leases.take(patient(2, 2), &nobody_free, NOW),
            Err(Refused::Full),
            "whoever is invited stands in the line, too"
        );
    }

    #[test]
    fn one_address_cannot_take_every_place_and_a_held_out_visitor_takes_none() {
        let mut leases = Leases::default();
        let many = room(&[("ana", 100)], 0);
        let here = |number| Ask {
            address: [192, 0, 2, 1].into(),
            ..ask(number)
        };
        let held_out = Ask {
            keeps: false,
            ..here(99)
        };
        assert_eq!(leases.take(held_out, &many, NOW), Ok(()));
        let taken = (0..50).filter(|number| leases.take(here(*number), &many, NOW).is_ok());
        assert_eq!(taken.count(), PER_ADDRESS);
        assert_eq!(leases.take(ask(60), &many, NOW), Ok(()));
    }
}
