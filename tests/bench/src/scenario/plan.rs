//! The plan that [`Settings`] would be read into, for scenarios without a gateway's process.

use std::collections::BTreeMap;

use anyhow::Result;
use frontdesk_core::{
    AgentId, AgentPlan, ChannelId, ChannelPlan, Consequence, Delivery, Name, QueueId, QueuePlan,
    RoutingPlan, Span,
};
use frontdesk_test_bench::{Settings, settings::QUEUE};

/// The names of so many agents.
pub(super) fn agents(count: usize) -> Result<Vec<AgentId>> {
    let name = |number| Ok(AgentId(Name::new(&Settings::agent(number))?));
    (0..count).map(name).collect()
}

/// The names of so many channels.
pub(super) fn channels(count: usize) -> Result<Vec<ChannelId>> {
    let name = |number| Ok(ChannelId(Name::new(&Settings::channel(number).0)?));
    (0..count).map(name).collect()
}

/// One queue for all channels and agents.
pub(super) fn of(channels: &[ChannelId], agents: &[AgentId], capacity: u8) -> Result<RoutingPlan> {
    let queue = QueueId(Name::new(QUEUE)?);
    let agent = AgentPlan {
        queues: vec![queue.clone()],
        capacity,
        may_decline: false,
        ..AgentPlan::default()
    };
    let channel = ChannelPlan::new(queue.clone(), Delivery::Stream, Span::seconds(3_600));
    let queue_plan = QueuePlan {
        priority: 5,
        offer: Span::seconds(60),
        wrap_up: Span::seconds(0),
        back_off: Span::seconds(60),
        missed_offer: Consequence::Away,
        dispositions: Vec::new(),
        ..QueuePlan::default()
    };
    let each = |id: &ChannelId| (id.clone(), channel.clone());
    Ok(RoutingPlan {
        channels: channels.iter().map(each).collect(),
        queues: BTreeMap::from([(queue, queue_plan)]),
        agents: agents
            .iter()
            .map(|id| (id.clone(), agent.clone()))
            .collect(),
        ..RoutingPlan::default()
    })
}
