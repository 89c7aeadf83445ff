//! What a waiting conversation asks of an agent at this moment, and whether one has it.
//!
//! Conversations of a queue with equal needs form one line. Whoever fits a line fits every
//! conversation in it, so agents are looked up by line and not one by one.

use alloc::vec::Vec;
use core::cmp::Reverse;

use crate::{
    agent::{Agent, Link, Presence},
    conversation::Conversation,
    ids::{AgentId, ChannelId, OfferId, QueueId, SkillId},
    language::{Fluency, Language},
    plan::{AgentPlan, QueuePlan, RoutingPlan, Strategy},
    time::Timestamp,
    trace::Verdict,
};

/// What one line asks for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Need {
    /// Only this agent.
    pub(crate) only: Option<AgentId>,
    /// The contact's language.
    pub(crate) language: Option<Language>,
    /// Agents who do not speak it are asked as well.
    pub(crate) any_language: bool,
    /// Skills, each with the level that is needed.
    pub(crate) skills: Vec<(SkillId, u8)>,
    /// A priority of its own.
    priority: Option<u8>,
    /// How much capacity one of these takes.
    weight: u8,
    /// The channel, if it has a maximum for an agent, and that maximum.
    channel: Option<(ChannelId, u8)>,
}

/// An agent's place among those who fit a line; the smallest is asked first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) fluency: Reverse<Fluency>,
    pub(crate) level: Reverse<u8>,
    pub(crate) load: u16,
    pub(crate) asked: Option<OfferId>,
    pub(crate) idle_since: Timestamp,
    pub(crate) agent: AgentId,
}

impl Need {
    /// What a conversation asks for at this moment.
    pub(crate) fn of(conversation: &Conversation, plan: &RoutingPlan) -> Self {
        let relaxation = &conversation.relaxation;
        let steps = plan.steps(conversation);
        let channel = plan.channels.get(&conversation.channel);
        let language = conversation.language.as_ref().map(|l| l.language.clone());
        Self {
            only: relaxation.only.clone(),
            any_language: relaxation.any_language || language.is_none(),
            language,
            skills: steps
                .get(usize::from(relaxation.step))
                .map(|step| step.require.iter().map(|(s, l)| (s.clone(), *l)).collect())
                .unwrap_or_default(),
            priority: conversation.forwarded.as_ref().and_then(|it| it.priority),
            weight: channel.map_or(1, |c| c.weight),
            channel: channel
                .and_then(|c| c.agent_max)
                .map(|max| (conversation.channel.clone(), max)),
        }
    }

    /// What stands between an agent and this line; none: an offer may be made.
    pub(crate) fn obstacle(&self, agent: &Agent, plan: &AgentPlan) -> Option<Verdict> {
        if agent.presence != Presence::Available {
            Some(Verdict::NotAvailable)
        } else if agent.link != Link::Up {
            Some(Verdict::Unreachable)
        } else if agent.stops_new {
            Some(Verdict::StopsNew)
        } else if self.only.as_ref().is_some_and(|only| *only != agent.id) {
            Some(Verdict::AnotherIsWaitedFor)
        } else if !self.has_skills(plan) {
            Some(Verdict::LacksSkill)
        } else if !self.any_language && self.fluency(plan) == Fluency::None {
            Some(Verdict::LacksLanguage)
        } else if !agent.has_room_for(self.weight) {
            Some(Verdict::Full)
        } else if self.is_channel_full(agent) {
            Some(Verdict::FullForChannel)
        } else {
            None
        }
    }

    /// Where an agent who fits stands among the others.
    pub(crate) fn place(
        &self,
        agent: &Agent,
        plan: &AgentPlan,
        queue: &QueueId,
        strategy: Strategy,
    ) -> Place {
        let mut place = Place {
            fluency: Reverse(self.fluency(plan)),
            level: Reverse(0),
            load: 0,
            asked: None,
            idle_since: agent.idle_since,
            agent: agent.id.clone(),
        };
        match strategy {
            Strategy::Level => place.level = Reverse(plan.level(queue)),
            Strategy::LeastLoaded => {
                let used = u16::from(agent.used()).saturating_mul(1_000);
                place.load = used.checked_div(agent.capacity.into()).unwrap_or(u16::MAX);
            }
            Strategy::RoundRobin => place.asked = agent.last_offer,
            Strategy::LongestIdle | Strategy::Pull => {}
        }
        place
    }

    /// How well an agent's languages fit; equally well for everybody when no language is known.
    pub(crate) fn fluency(&self, plan: &AgentPlan) -> Fluency {
        match (&self.language, &plan.languages) {
            (Some(language), Some(spoken)) => spoken.fluency(language),
            (None, _) | (_, None) => Fluency::None,
        }
    }

    /// Whether one of these takes more than the smallest room.
    pub(crate) const fn is_heavy(&self) -> bool {
        self.weight > 1
    }

    /// Whether it is only room that an agent lacks for this line, and they will have it once enough of what
    /// they hold has ended.
    fn lacks_only_room(&self, agent: &Agent, plan: &AgentPlan) -> bool {
        self.obstacle(agent, plan) == Some(Verdict::Full)
            && agent.has_room()
            && agent.capacity >= self.weight
            && !self.is_channel_full(agent)
    }

    fn has_skills(&self, plan: &AgentPlan) -> bool {
        let has = |(skill, level): &(SkillId, u8)| plan.skills.get(skill) >= Some(level);
        self.skills.iter().all(has)
    }

    fn is_channel_full(&self, agent: &Agent) -> bool {
        let full = |(channel, max): &(ChannelId, u8)| agent.load_of(channel) >= usize::from(*max);
        self.channel.as_ref().is_some_and(full)
    }
}

/// The agent's place in a line, if an offer may be made to them.
pub(crate) fn place_in(
    need: &Need,
    agent: &Agent,
    plan: &AgentPlan,
    (queue, rules): (&QueueId, &QueuePlan),
) -> Option<Place> {
    match rules.strategy {
        Strategy::Pull => None,
        strategy @ (Strategy::Level
        | Strategy::LongestIdle
        | Strategy::LeastLoaded
        | Strategy::RoundRobin) => need
            .obstacle(agent, plan)
            .is_none()
            .then(|| need.place(agent, plan, queue, strategy)),
    }
}

/// An agent's place among those who lack only room for a heavy line: whoever has most comes first.
pub(crate) type Short = (Reverse<u8>, Place);

/// The agent's place among those who lack only room, if they do.
pub(crate) fn short_in(
    need: &Need,
    agent: &Agent,
    plan: &AgentPlan,
    (queue, rules): (&QueueId, &QueuePlan),
) -> Option<Short> {
    let is_asked = need.is_heavy() && rules.strategy != Strategy::Pull;
    (is_asked && need.lacks_only_room(agent, plan)).then(|| {
        let place = need.place(agent, plan, queue, rules.strategy);
        (Reverse(agent.free_slots()), place)
    })
}

#[cfg(test)]
mod tests {
    use alloc::{collections::BTreeMap, vec};

    use super::*;
    use crate::{
        ContactCard, Input, Languages, Rejection, SkillStep, Span, Verdict as V, testing::*,
    };

    fn skill(name: &str) -> SkillId {
        name.parse().unwrap()
    }

    fn language(tag: &str) -> Language {
        Language::new(tag).unwrap()
    }

    fn speaks(plan: &mut RoutingPlan, name: &str, primary: &str, secondary: &[&str]) {
        plan.agents.get_mut(&agent(name)).unwrap().languages = Some(Languages {
            primary: language(primary),
            secondary: secondary.iter().map(|l| language(l)).collect(),
        });
    }

    fn sales(plan: &mut RoutingPlan) -> &mut QueuePlan {
        plan.queues.get_mut(&queue("sales")).unwrap()
    }

    /// Bea speaks English and some Spanish, Cem Spanish, Dan English; others are asked after 20 s.
    fn spoken() -> Stage {
        let mut plan = plan();
        speaks(&mut plan, "bea", "en", &["es"]);
        speaks(&mut plan, "cem", "es", &[]);
        speaks(&mut plan, "dan", "en", &[]);
        sales(&mut plan).language_wait = Span::seconds(20);
        Stage::with(plan)
    }

    fn open_in(stage: &mut Stage, locale: &str) -> crate::ConversationId {
        let contact = ContactCard {
            locale: Some(locale.into()),
            ..ContactCard::default()
        };
        stage.apply(Input::ConversationOpened {
            channel: channel("chat"),
            thread: thread(locale),
            contact,
            first_message: None,
        });
        stage
            .floor
            .open_on(&channel("chat"), &thread(locale))
            .unwrap()
    }

    fn verdict_of(stage: &Stage, id: crate::ConversationId, name: &str) -> V {
        let explanation = stage.floor.explain(stage.now, id).unwrap();
        let candidates = explanation.candidates.into_iter();
        let mut theirs = candidates.filter(|c| c.agent == agent(name));
        theirs.next().unwrap().verdict
    }

    #[test]
    fn a_primary_language_comes_before_a_secondary_one_and_both_before_idle_time() {
        let mut stage = spoken();
        stage.ready("dan");
        stage.wait(Span::seconds(600));
        stage.ready("bea");
        stage.wait(Span::seconds(600));
        stage.ready("cem");
        let first = open_in(&mut stage, "es-MX");
        assert_eq!(stage.holder(first), Some("cem"));
        assert_eq!(verdict_of(&stage, first, "bea"), V::LessFluent);
        let second = open_in(&mut stage, "es-AR");
        assert_eq!(stage.holder(second), Some("bea"));
    }

    #[test]
    fn who_does_not_speak_it_is_asked_after_the_stated_wait() {
        let mut stage = spoken();
        stage.ready("dan");
        let id = open_in(&mut stage, "es");
        assert_eq!(stage.state(id), "queued");
        assert_eq!(verdict_of(&stage, id, "dan"), V::LacksLanguage);
        stage.wait(Span::millis(19_999));
        assert_eq!(stage.state(id), "queued");
        stage.wait(Span::millis(1));
        assert_eq!(stage.holder(id), Some("dan"));
    }

    #[test]
    fn nobody_is_waited_for_when_nobody_of_the_queue_speaks_it() {
        let mut stage = spoken();
        stage.ready("dan");
        let id = open_in(&mut stage, "fr");
        assert_eq!(stage.holder(id), Some("dan"));
    }

    #[test]
    fn a_language_that_becomes_known_changes_who_is_asked() {
        let mut stage = spoken();
        let id = open_in(&mut stage, "en");
        let told = |source, tag| Input::LanguageKnown {
            conversation: id,
            language: language(tag),
            source,
        };
        stage.apply(told(crate::LanguageSource::Form, "es"));
        stage.apply(told(crate::LanguageSource::Detected, "en"));
        stage.ready("dan");
        assert_eq!(stage.state(id), "queued");
        stage.ready("cem");
        assert_eq!(stage.holder(id), Some("cem"));
    }

    #[test]
    fn skills_are_required_at_their_level_and_relaxed_in_steps() {
        let mut plan = plan();
        for (name, level) in [("bea", 3), ("cem", 7)] {
            let skills = BTreeMap::from([(skill("billing"), level)]);
            plan.agents.get_mut(&agent(name)).unwrap().skills = skills;
        }
        let step = |level, seconds| SkillStep {
            require: BTreeMap::from([(skill("billing"), level)]),
            lasts: Span::seconds(seconds),
        };
        sales(&mut plan).steps = vec![step(5, 30), step(1, 60)];
        let mut stage = Stage::with(plan);
        stage.ready("dan");
        stage.ready("bea");
        let id = stage.open("ana");
        assert_eq!(stage.state(id), "queued");
        assert_eq!(verdict_of(&stage, id, "bea"), V::LacksSkill);
        let explanation = stage.floor.explain(stage.now, id).unwrap();
        assert_eq!(explanation.required, [(skill("billing"), 5)]);
        assert_eq!(explanation.relaxes_at, Some(stage.now + Span::seconds(30)));
        stage.wait(Span::seconds(30));
        assert_eq!(stage.accept("bea"), id);
        let other = stage.open("ben");
        stage.wait(Span::seconds(89));
        assert_eq!(stage.state(other), "queued");
        stage.wait(Span::seconds(1));
        // Dan has no skill at all, and is asked when nothing is required any more.
        assert_eq!(stage.holder(other), Some("dan"));
    }

    #[test]
    fn a_higher_level_in_the_queue_comes_before_idle_time() {
        let mut plan = plan();
        let levels = BTreeMap::from([(queue("sales"), 9)]);
        plan.agents.get_mut(&agent("cem")).unwrap().levels = levels;
        let mut stage = Stage::with(plan);
        stage.ready("dan");
        stage.wait(Span::seconds(600));
        stage.ready("cem");
        stage.wait(Span::seconds(1));
        let id = stage.open("ana");
        assert_eq!(stage.holder(id), Some("cem"));
        assert_eq!(verdict_of(&stage, id, "dan"), V::LowerLevel);
    }

    #[test]
    fn the_least_loaded_is_asked_where_the_queue_says_so() {
        let mut plan = plan();
        sales(&mut plan).strategy = Strategy::LeastLoaded;
        for (name, capacity) in [("bea", 2), ("cem", 6)] {
            plan.agents.get_mut(&agent(name)).unwrap().capacity = capacity;
        }
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        stage.wait(Span::seconds(1));
        stage.ready("cem");
        let holders: Vec<_> = ["a", "b", "c", "d", "e"]
            .map(|name| {
                let id = stage.open(name);
                stage.holder(id).map(alloc::string::String::from)
            })
            .into_iter()
            .flatten()
            .collect();
        // Half of Bea's room is as much as three of Cem's six; at equal load the longest idle.
        assert_eq!(holders, ["bea", "cem", "cem", "cem", "bea"]);
    }

    #[test]
    fn agents_are_asked_in_turn_where_the_queue_says_so() {
        let mut plan = plan();
        sales(&mut plan).strategy = Strategy::RoundRobin;
        for name in ["bea", "cem", "dan"] {
            plan.agents.get_mut(&agent(name)).unwrap().capacity = 3;
        }
        let mut stage = Stage::with(plan);
        for name in ["cem", "bea", "dan"] {
            stage.ready(name);
            stage.wait(Span::seconds(1));
        }
        let mut holders = Vec::new();
        for name in ["a", "b", "c", "d", "e", "f"] {
            let id = stage.open(name);
            holders.push(alloc::string::String::from(stage.holder(id).unwrap()));
        }
        assert_eq!(holders, ["cem", "bea", "dan", "cem", "bea", "dan"]);
    }

    #[test]
    fn a_heavier_channel_takes_more_room_and_a_maximum_for_the_channel_holds() {
        let mut plan = plan();
        plan.agents.get_mut(&agent("bea")).unwrap().capacity = 5;
        let sms = plan.channels.get_mut(&channel("sms")).unwrap();
        sms.weight = 2;
        let chat = plan.channels.get_mut(&channel("chat")).unwrap();
        chat.agent_max = Some(1);
        let mut stage = Stage::with(plan);
        stage.ready("bea");
        let (one, two) = (stage.open_on("sms", "a"), stage.open_on("sms", "b"));
        let third = stage.open_on("sms", "c");
        assert_eq!(stage.holder(one), Some("bea"));
        assert_eq!(stage.holder(two), Some("bea"));
        assert_eq!(stage.state(third), "queued");
        assert_eq!(verdict_of(&stage, third, "bea"), V::Full);
        let chat = stage.open("d");
        assert_eq!(stage.holder(chat), Some("bea"));
        stage.apply(Input::CapacityChanged {
            agent: agent("bea"),
            capacity: 6,
        });
        let second = stage.open("e");
        assert_eq!(verdict_of(&stage, second, "bea"), V::FullForChannel);
    }

    #[test]
    fn whoever_answered_last_is_asked_first_for_a_while() {
        let mut plan = plan();
        sales(&mut plan).last_agent = crate::LastAgent {
            within: Span::seconds(3_600),
            wait: Span::seconds(20),
        };
        let mut stage = Stage::with(plan);
        for name in ["bea", "cem"] {
            stage.ready(name);
        }
        stage.open("busy");
        stage.accept("bea");
        let back = |stage: &mut Stage, name: &str, ended: Timestamp| {
            let contact = ContactCard {
                last_agent: Some((agent("bea"), ended)),
                ..ContactCard::default()
            };
            stage.apply(Input::ConversationOpened {
                channel: channel("chat"),
                thread: thread(name),
                contact,
                first_message: None,
            });
            let id = stage.floor.open_on(&channel("chat"), &thread(name));
            id.unwrap()
        };
        // Bea is busy, so Ana waits for her, and then for anybody.
        let now = stage.now;
        let ana = back(&mut stage, "ana", now);
        assert_eq!(stage.state(ana), "queued");
        assert_eq!(verdict_of(&stage, ana, "cem"), V::AnotherIsWaitedFor);
        stage.wait(Span::seconds(20));
        assert_eq!(stage.accept("cem"), ana);
        // Too long ago: nobody in particular is waited for. Nor for somebody who is not there.
        stage.ready("dan");
        stage.wait(Span::seconds(3_601));
        let ben = back(&mut stage, "ben", now);
        assert_eq!(stage.holder(ben), Some("dan"));
        stage.declare("bea", Presence::Offline);
        let now = stage.now;
        let cleo = back(&mut stage, "cleo", now);
        assert_eq!(stage.conversation(cleo).relaxation.only, None);
    }

    #[test]
    fn nobody_is_asked_in_a_queue_that_leaves_it_to_them() {
        let mut plan = plan();
        sales(&mut plan).strategy = Strategy::Pull;
        let mut stage = Stage::with(plan);
        stage.ready("cem");
        let id = stage.open("ana");
        assert_eq!(stage.state(id), "queued");
        assert_eq!(verdict_of(&stage, id, "cem"), V::MayTake);
        let taken = Input::ConversationTaken {
            conversation: id,
            agent: agent("cem"),
            forced_by: None,
        };
        stage.apply(taken.clone());
        let refused = stage.refuse(taken);
        assert!(matches!(refused, Rejection::WrongState { .. }));
    }
}
