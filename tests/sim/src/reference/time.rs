//! What happens to the reference when time passes and when the process starts again.

use std::sync::Arc;

use frontdesk_core::{
    AgentId, DECLINED_OFFER, DeadlineReason, Link, MISSED_OFFER, Presence, Silence, Span,
    Timestamp, limits,
};

use super::{Phase, Reference, Talk};

/// Something that is due. At equal times they happen in this order.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Grace(AgentId),
    ContactGone(u64),
    Expires(u64, u64),
    WrapUpEnds(u64),
    MayBeAsked(u64, AgentId),
    Returns(AgentId),
    HandsOver(AgentId),
    Silent(u64),
    ParkedEnds(u64),
    AsksLess(u64),
    Overflows(u64),
}

/// What silence leads to.
enum Follows {
    Reminder,
    End,
    Return,
}

impl Reference {
    /// Ends a step: whatever is due, but only so much of it, then whatever can be offered.
    pub(super) fn conclude(&mut self) {
        self.done = 0;
        while self.done < limits::DUE_PER_INPUT {
            let due = self.agenda().into_iter().filter(|(at, _)| *at <= self.now);
            let Some((_, due)) = due.min() else { break };
            self.happen(due);
            self.done += 1;
        }
        let now = self.now;
        for talk in self.talks.values_mut() {
            talk.passed.retain(|_, until| *until > now);
        }
        self.make_offers();
    }

    fn happen(&mut self, due: Due) {
        match due {
            Due::Grace(agent) => {
                let at = self.hands_over_at(&agent, self.now);
                if let Some(person) = self.people.get_mut(&agent) {
                    person.link = Link::Lost;
                    person.handover = at;
                }
                self.put_back_all_of(&agent);
            }
            Due::ContactGone(number) => self.close(number, true, None),
            Due::Expires(_, number) => {
                let phase = self.talks.get(&number).map(|t| t.phase.clone());
                if let Some(Phase::Asked { agent, .. }) = phase {
                    let saw_it = self.people.get(&agent).is_some_and(|p| p.link == Link::Up);
                    if saw_it {
                        self.pass(number, &agent, false);
                    } else {
                        self.put_back(number, true);
                    }
                }
            }
            Due::WrapUpEnds(number) | Due::ParkedEnds(number) => self.close(number, false, None),
            Due::MayBeAsked(number, agent) => {
                self.may_ask
                    .retain(|(at, n, a)| *at > self.now || *n != number || *a != agent);
            }
            Due::Returns(agent) => self.returns(&agent),
            Due::HandsOver(agent) => self.hands_over(&agent),
            Due::Silent(number) => self.silent(number),
            Due::AsksLess(number) => {
                let demands = self.talks.get(&number).map(|t| self.lessened(t));
                if let (Some(talk), Some(demands)) = (self.talks.get_mut(&number), demands) {
                    talk.demands = demands;
                    self.forget_over(number);
                }
            }
            Due::Overflows(number) => {
                let queue = self.talks.get(&number).map(|t| t.queue.clone());
                let next = queue.and_then(|q| self.way_on(&q));
                let now = self.now;
                if let Some(next) = next {
                    self.enqueue(number, &next, None);
                } else if let Some(talk) = self.talks.get_mut(&number) {
                    talk.demands.stayed = now;
                }
            }
        }
    }

    /// Who missed or declined an offer is available again, unless they have said otherwise since.
    fn returns(&mut self, agent: &AgentId) {
        if let Some(person) = self.people.get_mut(agent) {
            person.returns = None;
            let reasons = [MISSED_OFFER, DECLINED_OFFER].map(|reason| Presence::Away {
                reason: reason.into(),
            });
            if reasons.contains(&person.presence) {
                person.presence = Presence::Available;
            }
        }
    }

    fn hands_over(&mut self, agent: &AgentId) {
        let Some(person) = self.people.get_mut(agent) else {
            return;
        };
        person.handover = None;
        if person.link != Link::Lost {
            return;
        }
        for number in self.talked_in_by(agent) {
            self.give_back(number);
        }
    }

    fn talked_in_by(&self, agent: &AgentId) -> Vec<u64> {
        let talks = |t: &Talk| matches!(&t.phase, Phase::Talks { agent: a, .. } if a == agent);
        let found = self.talks.iter().filter(|(_, t)| talks(t));
        found.map(|(number, _)| *number).collect()
    }

    fn hands_over_at(&self, agent: &AgentId, from: Timestamp) -> Option<Timestamp> {
        let after = self.plan.handover;
        (after > Span::ZERO && !self.talked_in_by(agent).is_empty()).then(|| from + after)
    }

    /// What silence leads to next, and when.
    fn silence(&self, talk: &Talk) -> Option<(Timestamp, Follows)> {
        let Phase::Talks { at, .. } = &talk.phase else {
            return None;
        };
        let Silence {
            contact_warn,
            contact_end,
            agent_requeue,
        } = self.rule(&talk.queue, |q| q.silence);
        let owed_since = talk.unanswered.unwrap_or(talk.last_word).max(*at);
        let is_owed = talk.unanswered.is_some();
        let (after, follows) = if is_owed {
            (agent_requeue, Follows::Return)
        } else if contact_warn > Span::ZERO && !talk.warned {
            (contact_warn, Follows::Reminder)
        } else {
            (contact_end, Follows::End)
        };
        (after > Span::ZERO).then(|| (owed_since + after, follows))
    }

    fn silent(&mut self, number: u64) {
        let Some(talk) = self.talks.get(&number) else {
            return;
        };
        let Some(agent) = talk.phase.agent().cloned() else {
            return;
        };
        match self.silence(talk).map(|(_, follows)| follows) {
            Some(Follows::Reminder) => {
                if let Some(talk) = self.talks.get_mut(&number) {
                    talk.warned = true;
                    talk.messages += 1;
                }
            }
            Some(Follows::End) => self.wrap_up(number, agent, false),
            Some(Follows::Return) => self.give_back(number),
            None => {}
        }
    }

    /// Everything that lies ahead, in no order.
    fn agenda(&self) -> Vec<(Timestamp, Due)> {
        let mut agenda = Vec::new();
        for (agent, person) in &self.people {
            if let Link::Wavering { until } = person.link {
                agenda.push((until, Due::Grace(agent.clone())));
            }
            agenda.extend(person.returns.map(|at| (at, Due::Returns(agent.clone()))));
            agenda.extend(
                person
                    .handover
                    .map(|at| (at, Due::HandsOver(agent.clone()))),
            );
        }
        let may_ask = self.may_ask.iter();
        agenda.extend(may_ask.map(|(at, n, agent)| (*at, Due::MayBeAsked(*n, agent.clone()))));
        for (number, talk) in &self.talks {
            self.lies_ahead(*number, talk, &mut agenda);
        }
        agenda
    }

    fn lies_ahead(&self, number: u64, talk: &Talk, agenda: &mut Vec<(Timestamp, Due)>) {
        match &talk.phase {
            Phase::Waits | Phase::Asked { .. } => {
                agenda.extend(talk.gone.map(|at| (at, Due::ContactGone(number))));
                agenda.extend(
                    self.asks_less_at(talk)
                        .map(|at| (at, Due::AsksLess(number))),
                );
                if let Phase::Asked { expires, offer, .. } = &talk.phase {
                    agenda.push((*expires, Due::Expires(*offer, number)));
                    return;
                }
                let rules = self.plan.queues.get(&talk.queue).map(|q| &q.overflow);
                if let Some(rules) = rules.filter(|r| r.after > Span::ZERO && r.queue.is_some()) {
                    let since = talk.demands.began.max(talk.demands.stayed);
                    agenda.push((since + rules.after, Due::Overflows(number)));
                }
            }
            Phase::Talks { .. } => {
                let silence = self.silence(talk).map(|(at, _)| at);
                agenda.extend(silence.map(|at| (at, Due::Silent(number))));
            }
            Phase::Parked { until, .. } => {
                agenda.extend(until.map(|at| (at, Due::ParkedEnds(number))));
            }
            Phase::WrapsUp { until, .. } => agenda.push((*until, Due::WrapUpEnds(number))),
        }
    }

    /// When something happens next without anyone acting, and what.
    pub fn next_deadline(&self) -> Option<(Timestamp, DeadlineReason)> {
        self.agenda().into_iter().min().map(|(at, due)| {
            let reason = match due {
                Due::Grace(_) => DeadlineReason::AgentGraceEnds,
                Due::ContactGone(_) => DeadlineReason::ContactGraceEnds,
                Due::Expires(..) => DeadlineReason::OfferExpires,
                Due::WrapUpEnds(_) => DeadlineReason::WrapUpEnds,
                Due::MayBeAsked(..) => DeadlineReason::BackOffEnds,
                Due::Returns(_) => DeadlineReason::AgentReturns,
                Due::HandsOver(_) => DeadlineReason::HandoverDue,
                Due::Silent(_) => DeadlineReason::SilenceEnds,
                Due::ParkedEnds(_) => DeadlineReason::ParkedEnds,
                Due::AsksLess(_) => DeadlineReason::DemandEnds,
                Due::Overflows(_) => DeadlineReason::OverflowDue,
            };
            (at, reason)
        })
    }

    /// The process starts again with a plan: no console and no contact is connected, offers wait a
    /// while for the consoles of their agents, and queues begin their turns anew.
    pub fn restart(&mut self, now: Timestamp) {
        self.now = now.min(limits::LATEST);
        self.closed.clear();
        self.served.clear();
        let agents: Vec<_> = self.people.keys().cloned().collect();
        for agent in agents {
            let last = self.held_by(&agent).filter_map(|t| match &t.phase {
                Phase::Asked { expires, .. } if *expires > self.now => Some(*expires),
                Phase::Asked { .. }
                | Phase::Waits
                | Phase::Talks { .. }
                | Phase::Parked { .. }
                | Phase::WrapsUp { .. } => None,
            });
            let grace = self.now + limits::RESTART_GRACE;
            let link = last.max().map_or(Link::Lost, |at| Link::Wavering {
                until: at.min(grace),
            });
            let handover = self.hands_over_at(&agent, grace);
            if let Some(person) = self.people.get_mut(&agent) {
                person.link = link;
                person.handover = handover;
            }
        }
        let plan = Arc::clone(&self.plan);
        for talk in self.talks.values_mut() {
            let channel = plan.channels.get(&talk.channel);
            let streams = channel.filter(|c| c.delivery == frontdesk_core::Delivery::Stream);
            talk.gone = streams.map(|c| now + c.contact_grace);
        }
        let over = self.now;
        self.may_ask.retain(|(until, _, _)| *until > over);
        self.conclude();
    }
}
