//! What happens to the reference when time passes and when the process starts again.

use frontdesk_core::{DeadlineReason, Link, Presence, Span, Timestamp, limits};

use super::{Phase, Reference};

/// Something that is due.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Grace(frontdesk_core::AgentId),
    ContactGone(u64),
    Expires(u64, u64),
    WrapUpEnds(u64),
    MayBeAsked(u64),
}

impl Reference {
    /// Ends a step: whatever is due, then whatever can be offered.
    pub(super) fn conclude(&mut self) {
        loop {
            let due = self.agenda().into_iter().filter(|(at, due)| {
                // Being allowed to be asked again needs no act: the offers below see to it.
                *at <= self.now && !matches!(due, Due::MayBeAsked(_))
            });
            let Some((_, due)) = due.min() else { break };
            self.happen(due);
        }
        let now = self.now;
        for talk in self.talks.values_mut() {
            talk.passed.retain(|_, until| *until > now);
            if !matches!(talk.phase, Phase::Waits | Phase::Asked { .. }) {
                talk.passed.clear();
            }
        }
        self.make_offers();
    }

    fn happen(&mut self, due: Due) {
        match due {
            Due::Grace(agent) => {
                if let Some(person) = self.people.get_mut(&agent) {
                    person.link = Link::Lost;
                }
                self.put_back_all_of(&agent);
            }
            Due::ContactGone(number) => self.close(number, true, None),
            Due::Expires(_, number) => {
                let phase = self.talks.get(&number).map(|t| t.phase.clone());
                if let Some(Phase::Asked { agent, .. }) = phase {
                    self.miss(number, &agent);
                }
            }
            Due::WrapUpEnds(number) => self.close(number, false, None),
            Due::MayBeAsked(_) => {}
        }
    }

    /// Everything that lies ahead, in no order.
    fn agenda(&self) -> Vec<(Timestamp, Due)> {
        let mut agenda = Vec::new();
        for (agent, person) in &self.people {
            if let Link::Wavering { until } = person.link {
                agenda.push((until, Due::Grace(agent.clone())));
            }
        }
        for (number, talk) in &self.talks {
            match &talk.phase {
                Phase::Waits | Phase::Asked { .. } => {
                    agenda.extend(talk.gone.map(|at| (at, Due::ContactGone(*number))));
                    let passed = talk.passed.values();
                    agenda.extend(passed.map(|at| (*at, Due::MayBeAsked(*number))));
                    if let Phase::Asked { expires, offer, .. } = &talk.phase {
                        agenda.push((*expires, Due::Expires(*offer, *number)));
                    }
                }
                Phase::Talks { .. } => {}
                Phase::WrapsUp { until, .. } => agenda.push((*until, Due::WrapUpEnds(*number))),
            }
        }
        agenda
    }

    /// When something happens next without anyone acting, and what.
    pub fn next_deadline(&self) -> Option<(Timestamp, DeadlineReason)> {
        self.agenda().into_iter().min().map(|(at, due)| {
            let reason = match due {
                Due::Grace(_) => DeadlineReason::AgentGraceEnds,
                Due::ContactGone(_) => DeadlineReason::ContactGraceEnds,
                Due::Expires(..) => DeadlineReason::OfferExpires,
                Due::WrapUpEnds(_) => DeadlineReason::WrapUpEnds,
                Due::MayBeAsked(_) => DeadlineReason::BackOffEnds,
            };
            (at, reason)
        })
    }

    /// The process starts again: no console and no contact is connected, offers wait a while for the
    /// consoles of their agents.
    pub fn restart(&mut self, now: Timestamp) {
        self.now = now.min(limits::LATEST);
        for (agent, person) in &mut self.people {
            let offers = self.talks.values().filter_map(|t| match &t.phase {
                Phase::Asked {
                    agent: a, expires, ..
                } if a == agent => Some(*expires),
                Phase::Asked { .. }
                | Phase::Waits
                | Phase::Talks { .. }
                | Phase::WrapsUp { .. } => None,
            });
            let last = offers.filter(|at| *at > self.now).max();
            person.link = match last {
                Some(at) if person.presence == Presence::Available => Link::Wavering {
                    until: at.min(self.now + limits::RESTART_GRACE),
                },
                Some(_) | None => Link::Lost,
            };
        }
        let graces: Vec<(u64, Option<Span>)> = self
            .talks
            .iter()
            .map(|(n, t)| (*n, self.streams(&t.channel).then(|| self.grace(&t.channel))))
            .collect();
        for (number, grace) in graces {
            if let Some(talk) = self.talks.get_mut(&number) {
                talk.gone = grace.map(|grace| now + grace);
            }
        }
        self.conclude();
    }
}
