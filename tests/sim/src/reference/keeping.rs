//! Who is kept for what takes more room, and from what.

use std::cmp::Reverse;

use frontdesk_core::{AgentId, limits};

use super::{Person, Phase, Reference, Talk};

impl Reference {
    /// Whether somebody is kept for a heavier conversation, and this one ranks behind that.
    pub(super) fn is_kept_from(&self, agent: &AgentId, number: u64, talk: &Talk) -> bool {
        let claim = self.claim(number, talk);
        self.talks.iter().any(|(n, heavy)| {
            self.is_head(*n, heavy)
                && self.claim(*n, heavy) < claim
                && self.closest(heavy) == Some(agent)
        })
    }

    /// Whether it takes more than one unit, has waited for long, and nobody who needs the same has longer.
    fn is_head(&self, number: u64, talk: &Talk) -> bool {
        let waits = |t: &Talk| t.phase == Phase::Waits;
        let is_before = |n: u64, t: &Talk| (t.since, n) < (talk.since, number);
        let mut others = self.talks.iter();
        waits(talk)
            && self.weight(&talk.channel) > 1
            && talk.since + limits::KEPT_AFTER <= self.now
            && !others.any(|(n, t)| waits(t) && is_before(*n, t) && self.needs_alike(t, talk))
    }

    fn needs_alike(&self, one: &Talk, other: &Talk) -> bool {
        let needs = |t: &Talk| {
            let only = t.demands.only.as_ref().map(|(agent, _)| agent.clone());
            let language = t.language.as_ref().map(|(language, _)| language.clone());
            let skills = self.steps(t).get(t.demands.step);
            let skills = skills.map_or_else(Default::default, |step| step.require.clone());
            let most = self.plan.channels.get(&t.channel).and_then(|c| c.agent_max);
            let channel = most.map(|most| (t.channel.clone(), most));
            let any_language = t.demands.any_language || language.is_none();
            let weight = self.weight(&t.channel);
            let queue = t.queue.clone();
            (queue, only, language, any_language, skills, weight, channel)
        };
        needs(one) == needs(other)
    }

    /// Who is closest to having room: whoever has most of it comes first.
    fn closest(&self, talk: &Talk) -> Option<&AgentId> {
        let short = self.people.iter().filter(|(agent, person)| {
            let (weight, room) = (self.weight(&talk.channel), self.room(agent, person));
            let alike = self.held_by(agent).filter(|t| t.channel == talk.channel);
            let most = self.plan.channels.get(&talk.channel);
            let most = most
                .and_then(|c| c.agent_max)
                .map_or(usize::MAX, usize::from);
            self.suits(agent, talk)
                && (1..weight).contains(&room)
                && usize::from(person.capacity) >= weight
                && alike.count() < most
        });
        let first = short.min_by_key(|&(agent, person)| {
            let let_it_pass = talk.last_passed.as_ref() == Some(agent);
            let room = Reverse(self.room(agent, person));
            (let_it_pass, room, self.turn(talk, agent, person))
        });
        first.map(|(agent, _)| agent)
    }

    fn room(&self, agent: &AgentId, person: &Person) -> usize {
        let used = self.held_by(agent).map(|t| self.weight(&t.channel));
        usize::from(person.capacity).saturating_sub(used.sum())
    }
}
