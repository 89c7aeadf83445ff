//! Who may be asked for what, and who is asked first.

use std::cmp::Reverse;

use frontdesk_core::{AgentId, ChannelId, Language, Link, Order, Presence, Span, Strategy};

use super::{Person, Phase, Reference, Talk};

/// How much of its agent's capacity a conversation takes, and how many an agent may have of its kind.
impl Reference {
    pub(super) fn weight(&self, channel: &ChannelId) -> usize {
        let channel = self.plan.channels.get(channel);
        channel.map_or(1, |c| usize::from(c.weight))
    }

    /// Whether an agent who would give up `freed` conversations of this channel has room for one.
    pub(super) fn has_room(&self, agent: &AgentId, channel: &ChannelId, freed: usize) -> bool {
        let Some(person) = self.people.get(agent) else {
            return false;
        };
        let weight = self.weight(channel);
        let weights = self.held_by(agent).map(|t| self.weight(&t.channel));
        let used = weights.sum::<usize>().saturating_sub(freed * weight);
        let alike = self.held_by(agent).filter(|t| t.channel == *channel);
        let alike = alike.count().saturating_sub(freed);
        let most = self.plan.channels.get(channel).and_then(|c| c.agent_max);
        used + weight <= usize::from(person.capacity)
            && most.is_none_or(|most| alike < usize::from(most))
    }

    /// Whether they are there and want new conversations.
    pub(super) fn takes_new(&self, agent: &AgentId) -> bool {
        self.people.get(agent).is_some_and(|p| {
            p.presence == Presence::Available && p.link == Link::Up && !p.stops_new
        })
    }

    /// How well an agent speaks the language: 2 by the primary one, 1 by another, 0 not at all. Nobody
    /// speaks what is not known.
    pub(super) fn speaks(&self, agent: &AgentId, talk: &Talk) -> u8 {
        let languages = self
            .plan
            .agents
            .get(agent)
            .and_then(|a| a.languages.as_ref());
        let (Some(languages), Some((wanted, _))) = (languages, &talk.language) else {
            return 0;
        };
        if is_alike(&languages.primary, wanted) {
            2
        } else {
            u8::from(languages.secondary.iter().any(|l| is_alike(l, wanted)))
        }
    }

    /// Whether anybody at all of its queue, there or not, speaks the language.
    pub(super) fn is_spoken(&self, talk: &Talk) -> bool {
        let mut agents = self.plan.agents.keys();
        agents.any(|agent| self.serves(agent, &talk.queue) && self.speaks(agent, talk) > 0)
    }

    /// The steps of skills that count for a conversation: its channel's, else its queue's.
    pub(super) fn steps(&self, talk: &Talk) -> &[frontdesk_core::SkillStep] {
        let channel = self.plan.channels.get(&talk.channel);
        let own = channel.map(|c| &c.steps[..]).filter(|s| !s.is_empty());
        let queue = || self.plan.queues.get(&talk.queue).map(|q| &q.steps[..]);
        own.or_else(queue).unwrap_or_default()
    }

    fn has_skills(&self, agent: &AgentId, talk: &Talk) -> bool {
        let Some(step) = self.steps(talk).get(talk.demands.step) else {
            return true;
        };
        let Some(plan) = self.plan.agents.get(agent) else {
            return false;
        };
        let mut wanted = step.require.iter();
        wanted.all(|(skill, level)| plan.skills.get(skill).is_some_and(|has| has >= level))
    }

    /// Whether an agent may be asked for this conversation, room left aside.
    pub(super) fn suits(&self, agent: &AgentId, talk: &Talk) -> bool {
        let demands = &talk.demands;
        let is_other = |(only, _): &(AgentId, _)| only != agent;
        let may_be_asked = talk
            .passed
            .get(agent)
            .is_none_or(|until| *until <= self.now);
        self.serves(agent, &talk.queue)
            && self.takes_new(agent)
            && may_be_asked
            && !demands.only.as_ref().is_some_and(is_other)
            && self.has_skills(agent, talk)
            && (demands.any_language || talk.language.is_none() || self.speaks(agent, talk) > 0)
            && self.asks(talk)
    }

    /// Whether anybody at all is asked where it waits.
    fn asks(&self, talk: &Talk) -> bool {
        let queue = self.plan.queues.get(&talk.queue);
        queue.is_some_and(|q| q.strategy != Strategy::Pull)
    }

    /// Who may be asked for this conversation at this instant.
    fn eligible<'a>(
        &'a self,
        number: u64,
        talk: &'a Talk,
    ) -> impl Iterator<Item = (&'a AgentId, &'a Person)> {
        self.people.iter().filter(move |(agent, _)| {
            self.suits(agent, talk)
                && self.has_room(agent, &talk.channel, 0)
                && !self.is_kept_from(agent, number, talk)
        })
    }

    /// Who comes first; whoever let it pass last comes last.
    fn first<'a>(&'a self, number: u64, talk: &'a Talk) -> Option<&'a AgentId> {
        let first = self
            .eligible(number, talk)
            .min_by_key(|&(agent, person)| self.turn(talk, agent, person));
        first.map(|(agent, _)| agent)
    }

    /// An agent's turn among those who may be asked for a conversation: the smallest comes first.
    pub(super) fn turn<'a>(
        &self,
        talk: &Talk,
        agent: &'a AgentId,
        person: &Person,
    ) -> impl Ord + use<'a> {
        let strategy = self.plan.queues.get(&talk.queue).map(|q| q.strategy);
        let level = |agent: &AgentId| {
            let plan = self.plan.agents.get(agent);
            let level = plan.and_then(|a| a.levels.get(&talk.queue)).copied();
            level.unwrap_or(frontdesk_core::limits::LEVEL_DEFAULT)
        };
        let used = |agent: &AgentId, person: &Person| {
            let weights = self.held_by(agent).map(|t| self.weight(&t.channel));
            (weights.sum::<usize>() * 1_000) / usize::from(person.capacity.max(1))
        };
        let by_strategy = |agent: &AgentId, person: &Person| match strategy {
            Some(Strategy::Level) => 10 - u64::from(level(agent)),
            Some(Strategy::LeastLoaded) => used(agent, person) as u64,
            Some(Strategy::RoundRobin) => person.last_offer.unwrap_or(0),
            Some(Strategy::LongestIdle | Strategy::Pull) | None => 0,
        };
        (
            talk.last_passed.as_ref() == Some(agent),
            Reverse(self.speaks(agent, talk)),
            by_strategy(agent, person),
            person.idle,
            agent,
        )
    }

    /// What a conversation claims: the greatest comes first.
    pub(super) fn claim(&self, number: u64, talk: &Talk) -> impl Ord + use<> {
        let priority = u64::from(self.rule(&talk.queue, |q| q.priority));
        let waited = self.now.since(talk.since).0;
        let claim = match self.plan.order {
            Order::Priority | Order::Turns => priority,
            Order::Score {
                priority_weight,
                age_weight,
            } => 1_000 * priority * u64::from(priority_weight) + waited * u64::from(age_weight),
        };
        let takes_turns = self.plan.order == Order::Turns && priority != 8;
        let served = self.served.get(&talk.queue).copied().unwrap_or(0);
        let last_turn = if takes_turns { served } else { 0 };
        (Reverse(claim), last_turn, talk.since, number)
    }

    /// Looks at every conversation and every agent, makes the best offer, and looks again.
    pub(super) fn make_offers(&mut self) {
        loop {
            let waiting = self.talks.iter().filter(|(_, t)| t.phase == Phase::Waits);
            let possible = waiting.filter(|(n, t)| self.eligible(**n, t).next().is_some());
            let first = possible.min_by_key(|(number, talk)| self.claim(**number, talk));
            let Some((number, talk)) = first else { return };
            let Some(agent) = self.first(*number, talk).cloned() else {
                return;
            };
            let stands: Span = self.rule(&talk.queue, |q| q.offer);
            let (number, queue) = (*number, talk.queue.clone());
            let (offer, expires) = (self.next_offer, self.now + stands);
            self.next_offer += 1;
            self.served.insert(queue, offer);
            if let Some(person) = self.people.get_mut(&agent) {
                person.last_offer = Some(offer);
            }
            let phase = Phase::Asked {
                offer,
                agent,
                expires,
            };
            self.set_phase(number, phase);
        }
    }
}

/// Whether two tags name one language: the region makes no difference, the script of Chinese does.
fn is_alike(one: &Language, other: &Language) -> bool {
    let first = |l: &Language| l.as_str().split('-').next().map(ToOwned::to_owned);
    let script = |l: &Language| {
        let parts: Vec<_> = l.as_str().split('-').skip(1).collect();
        let has = |names: [&str; 4]| parts.iter().any(|part| names.contains(part));
        match (
            has(["hans", "cn", "sg", "my"]),
            has(["hant", "tw", "hk", "mo"]),
        ) {
            (true, false) => Some('s'),
            (false, true) => Some('t'),
            (true, true) | (false, false) => None,
        }
    };
    let differ =
        |one: Option<char>, other: Option<char>| one.is_some() && other != one && other.is_some();
    first(one) == first(other)
        && !(first(one).as_deref() == Some("zh") && differ(script(one), script(other)))
}
