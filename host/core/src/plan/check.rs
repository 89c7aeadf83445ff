//! What must hold in a plan.

use alloc::{format, string::String};

use super::{AtClose, Order, QueuePlan, RoutingPlan, SkillStep, Unstaffed};
use crate::{
    ids::{ChannelId, QueueId, ScheduleId, ScriptId},
    limits,
    script::{Object, ScriptError},
    time::Span,
};

/// What is wrong with a plan.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// A channel, agent or queue names a queue that is not there.
    #[error("{whose} names the queue \"{queue}\", which is not defined")]
    UnknownQueue {
        /// `channel "x"` or `agent "x"`.
        whose: String,
        /// The name that does not resolve.
        queue: QueueId,
    },
    /// A number is outside its range.
    #[error("{whose}: {what} is out of range")]
    OutOfRange {
        /// `queue "x"` or `agent "x"`.
        whose: String,
        /// The key.
        what: &'static str,
    },
    /// Too many of something.
    #[error("more than {limit} {what}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// The maximum.
        limit: usize,
    },
    /// A queue names a schedule that is not there.
    #[error("queue \"{queue}\" names the schedule \"{schedule}\", which is not defined")]
    UnknownSchedule {
        /// Which queue.
        queue: QueueId,
        /// The name that does not resolve.
        schedule: ScheduleId,
    },
    /// A channel names a script that is not there.
    #[error("channel \"{channel}\" names the script \"{script}\", which is not defined")]
    UnknownScript {
        /// Which channel.
        channel: ChannelId,
        /// The name that does not resolve.
        script: ScriptId,
    },
    /// Something is wrong with a script.
    #[error("script \"{script}\": {error}")]
    Script {
        /// Which.
        script: ScriptId,
        /// What.
        error: ScriptError,
    },
    /// A queue would send conversations on to nowhere.
    #[error("queue \"{0}\" sends conversations on, but names no overflow queue")]
    NoOverflow(QueueId),
    /// Queues overflow into each other.
    #[error("queue \"{0}\" overflows into itself, by way of others or not")]
    OverflowCircle(QueueId),
}

pub(super) fn plan(plan: &RoutingPlan) -> Result<(), PlanError> {
    for (what, count, limit) in [
        ("channels", plan.channels.len(), limits::CHANNELS),
        ("queues", plan.queues.len(), limits::QUEUES),
        ("agents", plan.agents.len(), limits::AGENTS),
    ] {
        if count > limit {
            return Err(PlanError::TooMany { what, limit });
        }
    }
    if let Order::Score {
        priority_weight,
        age_weight,
    } = plan.order
        && priority_weight.max(age_weight) > limits::SCORE_WEIGHT_MAX
    {
        return Err(out("order".into(), "weight"));
    }
    for (id, schedule) in &plan.schedules {
        if schedule.check().is_err() {
            return Err(out(format!("schedule \"{id}\""), "hours"));
        }
    }
    for (id, queue) in &plan.queues {
        if let Some(schedule) = queue.schedule.as_ref()
            && !plan.schedules.contains_key(schedule)
        {
            let (queue, schedule) = (id.clone(), schedule.clone());
            return Err(PlanError::UnknownSchedule { queue, schedule });
        }
        check_queue(id, queue)?;
        check_overflow(plan, id, queue)?;
    }
    check_channels(plan)?;
    check_scripts(plan)?;
    check_agents(plan)
}

fn out(whose: String, what: &'static str) -> PlanError {
    PlanError::OutOfRange { whose, what }
}

fn check_queue(id: &QueueId, queue: &QueuePlan) -> Result<(), PlanError> {
    let whose = || format!("queue \"{id}\"");
    if !limits::PRIORITY.contains(&queue.priority) {
        return Err(out(whose(), "priority"));
    }
    let (low, high) = (limits::OFFER_S.start(), limits::OFFER_S.end());
    if !(Span::seconds(*low)..=Span::seconds(*high)).contains(&queue.offer) {
        return Err(out(whose(), "offer"));
    }
    if queue.wrap_up > Span::seconds(*limits::WRAP_UP_S.end()) {
        return Err(out(whose(), "wrap_up"));
    }
    for (what, span) in [
        ("back_off", queue.back_off),
        ("away_for", queue.away_for),
        ("language_wait", queue.language_wait),
        ("last_agent", queue.last_agent.wait),
        ("last_agent", queue.last_agent.within),
        ("overflow", queue.overflow.after),
        ("service_level", queue.service_level),
        ("silence", queue.silence.contact_warn),
        ("silence", queue.silence.contact_end),
        ("silence", queue.silence.agent_requeue),
        ("parked_for", queue.parked_for),
    ] {
        if span > Span::seconds(limits::WAIT_S_MAX) {
            return Err(out(whose(), what));
        }
    }
    if !queue.reminder.is_sendable() {
        return Err(out(whose(), "reminder"));
    }
    check_steps(&queue.steps, whose)
}

fn check_steps(steps: &[SkillStep], whose: impl Fn() -> String) -> Result<(), PlanError> {
    let (what, limit) = ("steps of a queue or channel", limits::STEPS);
    if steps.len() > limit {
        return Err(PlanError::TooMany { what, limit });
    }
    for step in steps {
        if step.lasts == Span::ZERO || step.lasts > Span::seconds(limits::WAIT_S_MAX) {
            return Err(out(whose(), "steps"));
        }
        if step.require.len() > limits::SKILLS {
            let (what, limit) = ("skills in one step", limits::SKILLS);
            return Err(PlanError::TooMany { what, limit });
        }
        if step.require.values().any(|l| !limits::LEVEL.contains(l)) {
            return Err(out(whose(), "steps"));
        }
    }
    Ok(())
}

/// Following the overflow from any queue comes to an end.
fn check_overflow(plan: &RoutingPlan, id: &QueueId, queue: &QueuePlan) -> Result<(), PlanError> {
    let rules = &queue.overflow;
    let sends_on = rules.after > Span::ZERO
        || [rules.unstaffed, queue.closed].contains(&Unstaffed::Overflow)
        || queue.at_close == AtClose::Overflow;
    if sends_on && rules.queue.is_none() {
        return Err(PlanError::NoOverflow(id.clone()));
    }
    if rules.waiting_max == Some(0) {
        return Err(out(format!("queue \"{id}\""), "waiting_max"));
    }
    let mut next = rules.queue.as_ref();
    let mut steps = 0;
    while let Some(name) = next {
        let Some(queue) = plan.queues.get(name) else {
            let (whose, queue) = (format!("queue \"{id}\""), name.clone());
            return Err(PlanError::UnknownQueue { whose, queue });
        };
        steps += 1;
        if name == id || steps > plan.queues.len() {
            return Err(PlanError::OverflowCircle(id.clone()));
        }
        next = queue.overflow.queue.as_ref();
    }
    Ok(())
}

fn check_channels(plan: &RoutingPlan) -> Result<(), PlanError> {
    for (id, channel) in &plan.channels {
        let whose = || format!("channel \"{id}\"");
        if !plan.queues.contains_key(&channel.queue) {
            let queue = channel.queue.clone();
            return Err(PlanError::UnknownQueue {
                whose: whose(),
                queue,
            });
        }
        if !limits::WEIGHT.contains(&channel.weight) {
            return Err(out(whose(), "weight"));
        }
        if channel.agent_max == Some(0) {
            return Err(out(whose(), "agent_max"));
        }
        if channel.reopen_within > Span::seconds(limits::WAIT_S_MAX) {
            return Err(out(whose(), "reopen_within"));
        }
        if !channel.answers.are_sendable() {
            return Err(out(whose(), "answers"));
        }
        if let Some(script) = channel.script.as_ref()
            && !plan.scripts.contains_key(script)
        {
            let (channel, script) = (id.clone(), script.clone());
            return Err(PlanError::UnknownScript { channel, script });
        }
        check_steps(&channel.steps, whose)?;
    }
    Ok(())
}

fn check_scripts(plan: &RoutingPlan) -> Result<(), PlanError> {
    if plan.scripts.len() > limits::SCRIPTS {
        let (what, limit) = ("scripts", limits::SCRIPTS);
        return Err(PlanError::TooMany { what, limit });
    }
    for (id, script) in &plan.scripts {
        if let Some(error) = script.problems(plan).into_iter().next() {
            let script = id.clone();
            return Err(PlanError::Script { script, error });
        }
        for object in script.objects.values() {
            if let Object::Forward(forward) = object {
                check_steps(&forward.steps, || format!("script \"{id}\""))?;
            }
        }
    }
    Ok(())
}

fn check_agents(plan: &RoutingPlan) -> Result<(), PlanError> {
    for (id, agent) in &plan.agents {
        let whose = || format!("agent \"{id}\"");
        if !limits::CAPACITY.contains(&agent.capacity) {
            return Err(out(whose(), "capacity"));
        }
        let named = agent.queues.iter().chain(agent.levels.keys());
        if let Some(queue) = named.into_iter().find(|q| !plan.queues.contains_key(*q)) {
            let queue = queue.clone();
            return Err(PlanError::UnknownQueue {
                whose: whose(),
                queue,
            });
        }
        let mut levels = agent.levels.values().chain(agent.skills.values());
        if levels.any(|l| !limits::LEVEL.contains(l)) {
            return Err(out(whose(), "level"));
        }
        let secondary = agent.languages.as_ref().map_or(0, |l| l.secondary.len());
        for (what, count, limit) in [
            ("skills of an agent", agent.skills.len(), limits::SKILLS),
            ("languages of an agent", secondary, limits::LANGUAGES),
        ] {
            if count > limit {
                return Err(PlanError::TooMany { what, limit });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{plan, queue};

    #[test]
    fn queues_that_overflow_in_a_circle_are_refused() {
        let mut plan = plan();
        let to = |plan: &mut RoutingPlan, from: &str, to: &str| {
            plan.queues.get_mut(&queue(from)).unwrap().overflow.queue = Some(queue(to));
        };
        to(&mut plan, "sales", "vip");
        assert_eq!(plan.check(), Ok(()));
        to(&mut plan, "vip", "sales");
        assert_eq!(plan.check(), Err(PlanError::OverflowCircle(queue("sales"))));
        to(&mut plan, "vip", "gone");
        let whose = String::from("queue \"sales\"");
        assert_eq!(
            plan.check(),
            Err(PlanError::UnknownQueue {
                whose,
                queue: queue("gone")
            })
        );
    }

    #[test]
    fn who_sends_conversations_on_names_where_to() {
        let mut plan = plan();
        let sales = plan.queues.get_mut(&queue("sales")).unwrap();
        sales.overflow.after = Span::seconds(60);
        assert_eq!(plan.check(), Err(PlanError::NoOverflow(queue("sales"))));
    }
}
