//! The routing plans of a seed. Each world has only some of the rules, so that none hides another.

use std::collections::BTreeMap;

use frontdesk_core::{
    AgentId, AgentPlan, Answers, ChannelId, ChannelPlan, Consequence, Delivery, Language,
    Languages, LastAgent, Order, Overflow, QueueId, QueuePlan, RoutingPlan, Silence, SkillId,
    SkillStep, Span, Strategy, Unstaffed, Wording,
};

use crate::{options::name, rng::Rng};

const SKILLS: [&str; 3] = ["billing", "returns", "vip"];
const TAGS: [&str; 8] = ["de", "es", "pt", "pt-br", "zh-cn", "zh-hant", "zh", "fr"];

/// The rules that a world has at all.
struct Rules {
    queues: u64,
    skills: bool,
    languages: bool,
    levels: bool,
    weights: bool,
    overflow: bool,
    last_agent: bool,
    silence: bool,
    consequences: bool,
    strategies: bool,
    picks: bool,
    answers: bool,
}

impl Rules {
    fn draw(rng: &mut Rng) -> Self {
        Self {
            queues: rng.between(1, 3),
            skills: rng.percent(40),
            languages: rng.percent(40),
            levels: rng.percent(40),
            weights: rng.percent(40),
            overflow: rng.percent(40),
            last_agent: rng.percent(40),
            silence: rng.percent(30),
            consequences: rng.percent(40),
            strategies: rng.percent(60),
            picks: rng.percent(50),
            answers: rng.percent(50),
        }
    }
}

/// The plans of a seed: the first is in force at the start, a supervisor may switch between them.
pub(crate) fn draw(rng: &mut Rng) -> Vec<RoutingPlan> {
    let rules = Rules::draw(rng);
    let first = draw_plan(rng, &rules);
    let mut plans = vec![first.clone()];
    for _ in 0..rng.between(0, 3) {
        let mut plan = first.clone();
        vary(rng, &rules, &mut plan);
        plans.push(plan);
    }
    plans
}

fn draw_plan(rng: &mut Rng, rules: &Rules) -> RoutingPlan {
    let mut plan = RoutingPlan {
        order: draw_order(rng),
        handover: some_seconds(rng, 50, 10, 300),
        ..RoutingPlan::default()
    };
    for n in 0..rules.queues {
        let Some(queue) = name(&format!("q{n}")).map(QueueId) else {
            continue;
        };
        plan.queues.insert(queue.clone(), draw_queue(rng, rules, n));
        for (medium, delivery) in [("chat", Delivery::Stream), ("sms", Delivery::Outbox)] {
            let channel = draw_channel(rng, rules, queue.clone(), delivery);
            let id = name(&format!("{medium}{n}"));
            plan.channels.extend(id.map(|id| (ChannelId(id), channel)));
        }
    }
    for n in 0..rng.between(1, 6) {
        let agent = draw_agent(rng, rules, n);
        let id = name(&format!("a{n}"));
        plan.agents.extend(id.map(|id| (AgentId(id), agent)));
    }
    plan
}

fn draw_order(rng: &mut Rng) -> Order {
    match rng.between(0, 3) {
        0 => Order::Turns,
        1 => Order::Score {
            priority_weight: seconds(rng, 0, 100),
            age_weight: seconds(rng, 0, 10),
        },
        _ => Order::Priority,
    }
}

fn draw_channel(rng: &mut Rng, rules: &Rules, queue: QueueId, delivery: Delivery) -> ChannelPlan {
    let mut channel = ChannelPlan::new(queue, delivery, Span::seconds(seconds(rng, 5, 120)));
    if delivery == Delivery::Outbox && rules.answers {
        let text = |words: &str| Some(words.into());
        channel.answers = Answers {
            help: text("Write to help@shop.example."),
            stopped: text("You get no more messages."),
            resumed: text("Welcome back."),
        };
    }
    if rules.weights {
        channel.weight = small(rng, 1, 3);
        channel.agent_max = rng.percent(40).then(|| small(rng, 1, 3));
    }
    if rules.skills && rng.percent(20) {
        channel.steps = draw_steps(rng);
    }
    channel
}

/// The first agent serves every queue, so that no queue is without hope.
fn draw_agent(rng: &mut Rng, rules: &Rules, n: u64) -> AgentPlan {
    let serves = (0..rules.queues).filter(|_| n == 0 || rng.percent(60));
    let queues: Vec<_> = serves
        .filter_map(|q| name(&format!("q{q}")))
        .map(QueueId)
        .collect();
    let mut levels = BTreeMap::new();
    for queue in queues.iter().filter(|_| rules.levels) {
        if rng.percent(70) {
            levels.insert(queue.clone(), small(rng, 1, 10));
        }
    }
    let skills = if rules.skills {
        draw_levels(rng)
    } else {
        BTreeMap::new()
    };
    AgentPlan {
        queues,
        capacity: small(rng, 1, 6),
        may_decline: rng.percent(70),
        may_pick: rules.picks && rng.percent(60),
        languages: draw_languages(rng).filter(|_| rules.languages),
        levels,
        skills,
    }
}

fn draw_languages(rng: &mut Rng) -> Option<Languages> {
    let tag = |rng: &mut Rng| Language::new(rng.pick(&TAGS).copied()?).ok();
    let primary = tag(rng)?;
    let secondary = (0..rng.between(0, 2)).filter_map(|_| tag(rng)).collect();
    let languages = Languages { primary, secondary };
    rng.percent(80).then_some(languages)
}

fn draw_levels(rng: &mut Rng) -> BTreeMap<SkillId, u8> {
    let mut levels = BTreeMap::new();
    for skill in SKILLS {
        if rng.percent(50) {
            let level = small(rng, 1, 10);
            levels.extend(name(skill).map(|id| (SkillId(id), level)));
        }
    }
    levels
}

fn draw_steps(rng: &mut Rng) -> Vec<SkillStep> {
    let step = |_| SkillStep {
        require: draw_levels(rng),
        lasts: Span::seconds(seconds(rng, 1, 90)),
    };
    (0..3).map(step).collect()
}

/// A queue overflows into those that come after it, so there are no circles.
fn draw_queue(rng: &mut Rng, rules: &Rules, n: u64) -> QueuePlan {
    let away = |rng: &mut Rng| {
        if rng.percent(50) {
            Consequence::Away
        } else {
            Consequence::StayAvailable
        }
    };
    let mut queue = QueuePlan {
        priority: small(rng, 1, 10),
        offer: Span::seconds(seconds(rng, 15, 60)),
        wrap_up: some_seconds(rng, 75, 1, 120),
        back_off: some_seconds(rng, 85, 1, 90),
        missed_offer: away(rng),
        parked_for: some_seconds(rng, 50, 10, 600),
        ..QueuePlan::default()
    };
    if rng.percent(50) {
        queue.dispositions = vec!["done".into()];
    }
    if rng.percent(30) {
        queue.priority = 8;
    }
    if rules.consequences {
        queue.declined_offer = away(rng);
        queue.away_for = some_seconds(rng, 70, 5, 120);
    }
    if rules.strategies {
        queue.strategy = draw_strategy(rng);
    }
    if rules.skills && rng.percent(70) {
        queue.steps = draw_steps(rng);
    }
    if rules.languages {
        queue.language_wait = some_seconds(rng, 80, 5, 120);
    }
    if rules.last_agent {
        queue.last_agent = LastAgent {
            within: Span::seconds(seconds(rng, 0, 1_800)),
            wait: some_seconds(rng, 80, 5, 90),
        };
    }
    if rules.overflow {
        queue.overflow = draw_overflow(rng, rules, n);
    }
    if rules.silence {
        queue.silence = Silence {
            contact_warn: some_seconds(rng, 70, 10, 120),
            contact_end: some_seconds(rng, 70, 10, 200),
            agent_requeue: some_seconds(rng, 70, 10, 120),
        };
        let text = |(tag, text): (&str, &str)| Some((Language::new(tag).ok()?, text.into()));
        let texts = [("en", "Are you still there?"), ("de", "Sind Sie noch da?")];
        queue.reminder = Wording::new(texts.into_iter().filter_map(text));
    }
    queue
}

fn draw_strategy(rng: &mut Rng) -> Strategy {
    match rng.between(0, 8) {
        0 | 1 => Strategy::Level,
        2 | 3 => Strategy::LongestIdle,
        4 | 5 => Strategy::LeastLoaded,
        6 | 7 => Strategy::RoundRobin,
        _ => Strategy::Pull,
    }
}

fn draw_overflow(rng: &mut Rng, rules: &Rules, n: u64) -> Overflow {
    let next =
        (n + 1 < rules.queues && rng.percent(70)).then(|| rng.between(n + 1, rules.queues - 1));
    let queue = next.and_then(|q| name(&format!("q{q}"))).map(QueueId);
    let after = some_seconds(rng, 60, 5, 180);
    let unstaffed = match (rng.between(0, 3), &queue) {
        (0, _) => Unstaffed::Refuse,
        (1 | 2, Some(_)) => Unstaffed::Overflow,
        (_, _) => Unstaffed::Wait,
    };
    Overflow {
        after: if queue.is_some() { after } else { Span::ZERO },
        queue,
        waiting_max: rng.percent(50).then(|| seconds(rng, 1, 6)),
        unstaffed,
    }
}

/// Another plan for the same place: other numbers, other duties, an agent less.
fn vary(rng: &mut Rng, rules: &Rules, plan: &mut RoutingPlan) {
    if rng.percent(30) {
        plan.order = draw_order(rng);
        plan.handover = some_seconds(rng, 50, 10, 300);
    }
    for (n, queue) in (0..).zip(plan.queues.values_mut()) {
        if rng.percent(50) {
            *queue = draw_queue(rng, rules, n);
        }
    }
    for channel in plan.channels.values_mut() {
        if rng.percent(30) {
            *channel = draw_channel(rng, rules, channel.queue.clone(), channel.delivery);
        }
    }
    for (n, agent) in plan.agents.values_mut().enumerate() {
        if rng.percent(30) {
            agent.capacity = small(rng, 1, 6);
        }
        if rules.languages && rng.percent(20) {
            agent.languages = draw_languages(rng);
        }
        if n > 0 && rng.percent(20) {
            agent.queues.truncate(1);
        }
    }
    if rng.percent(40) && plan.agents.len() > 1 {
        plan.agents.pop_last();
    }
    if rng.percent(20) {
        plan.channels.pop_first();
    }
}

fn small(rng: &mut Rng, low: u64, high: u64) -> u8 {
    u8::try_from(rng.between(low, high)).unwrap_or(1)
}

fn seconds(rng: &mut Rng, low: u64, high: u64) -> u32 {
    u32::try_from(rng.between(low, high)).unwrap_or(u32::MAX)
}

/// Some time in a share of a hundred cases, none in the others.
fn some_seconds(rng: &mut Rng, share: u64, low: u64, high: u64) -> Span {
    let span = Span::seconds(seconds(rng, low, high));
    if rng.percent(share) { span } else { Span::ZERO }
}
