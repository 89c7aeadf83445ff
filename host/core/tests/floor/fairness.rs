//! Whole stories in which somebody would wait for ever, be asked for what they gave away, or be asked to
//! wait where there is no room.

use frontdesk_core::{
    ConversationId, EndedBy, Input, Overflow, RoutingPlan, Span, StepKind, TransferTo, WhyMoved,
    limits,
};

use crate::{
    desk::{Desk, force, steps},
    shop::{agent, channel, plan, queue},
};

/// `sales` sends on to `vip`, and `vip` to `backup`, each as the closure says.
fn overflowing(change: impl Fn(&str, &mut Overflow)) -> RoutingPlan {
    let mut plan = plan();
    let backup = plan.queues[&queue("vip")].clone();
    plan.queues.insert(queue("backup"), backup);
    for (from, to) in [("sales", "vip"), ("vip", "backup")] {
        let rules = &mut plan.queues.get_mut(&queue(from)).unwrap().overflow;
        rules.queue = Some(queue(to));
        change(from, rules);
    }
    plan
}

fn hand_on(conversation: ConversationId, by: &str, to: &str) -> Input {
    Input::ConversationTransferred {
        conversation,
        by: agent(by),
        supervised: false,
        to: TransferTo::Queue(queue(to)),
    }
}

fn close(desk: &mut Desk, conversation: ConversationId) {
    desk.apply(Input::ConversationClosed {
        conversation,
        by: EndedBy::System,
    });
}

fn queue_of(desk: &Desk, id: ConversationId) -> String {
    desk.floor.conversation(id).unwrap().queue.to_string()
}

/// Bea, who answers a text message.
fn talking(plan: RoutingPlan) -> (Desk, ConversationId) {
    let mut desk = Desk::new(plan);
    desk.ready("bea");
    let id = desk.open("sms", "ana");
    desk.accept(id);
    (desk, id)
}

#[test]
fn what_is_handed_to_a_queue_is_offered_to_another_and_not_to_the_giver() {
    let (mut desk, id) = talking(plan());
    // Bea accepted before Cem came, so of the two she has been idle longer.
    desk.wait(9);
    desk.ready("cem");
    desk.apply(hand_on(id, "bea", "sales"));
    assert_eq!(desk.holder(id), Some("cem"));
}

#[test]
fn a_giver_who_is_the_only_one_is_asked_again_after_the_back_off() {
    let (mut desk, id) = talking(plan());
    desk.apply(hand_on(id, "bea", "vip"));
    desk.wait(29);
    assert_eq!(desk.state(id), "queued");
    desk.wait(1);
    assert_eq!(desk.holder(id), Some("bea"));
}

#[test]
fn the_giver_is_remembered_over_a_restart() {
    let (mut desk, id) = talking(plan());
    desk.apply(hand_on(id, "bea", "sales"));
    let records: Vec<_> = desk.floor.records().collect();
    desk.floor = frontdesk_core::Floor::restore(plan(), records, desk.now)
        .unwrap()
        .0;
    desk.ready("bea");
    assert_eq!(desk.state(id), "queued");
    desk.ready("dan");
    assert_eq!(desk.holder(id), Some("dan"));
}

/// Bea has four units and talks in four chats that take one each, of which one ends every half minute;
/// another contact comes whenever one has gone. A text message takes two units.
#[test]
fn a_heavy_conversation_is_served_although_lighter_ones_never_stop_coming() {
    let mut plan = plan();
    plan.agents.get_mut(&agent("bea")).unwrap().capacity = 4;
    plan.channels.get_mut(&channel("sms")).unwrap().weight = 2;
    plan.queues.get_mut(&queue("sales")).unwrap().wrap_up = Span::ZERO;
    let mut desk = Desk::new(plan);
    desk.ready("bea");
    let mut talks: Vec<_> = (0..4)
        .map(|n| desk.open("webchat", &format!("c{n}")))
        .collect();
    for id in &talks {
        desk.accept(*id);
    }
    let heavy = desk.open("sms", "ana");
    let mut waited = 0;
    for n in 4..40 {
        desk.wait(30);
        waited += 30;
        let next = desk.open("webchat", &format!("c{n}"));
        close(&mut desk, talks.remove(0));
        if desk.state(heavy) == "offered" {
            break;
        }
        if desk.state(next) == "offered" {
            desk.accept(next);
        }
        talks.push(next);
    }
    // Bea is kept from the minute on, and has room for two with the second talk that ends then.
    let stated = u32::try_from(limits::KEPT_AFTER.0 / 1_000).unwrap();
    assert_eq!((desk.state(heavy), waited), ("offered", stated + 30));
}

#[test]
fn what_is_forced_on_an_agent_whose_console_is_lost_goes_back_after_the_grace() {
    let mut plan = plan();
    plan.handover = Span::seconds(60);
    let mut desk = Desk::new(plan);
    let id = desk.open("sms", "ana");
    desk.apply(force(id, "cem"));
    desk.wait(59);
    assert_eq!(desk.holder(id), Some("cem"));
    desk.wait(1);
    assert_eq!(desk.state(id), "queued");
    desk.ready("bea");
    assert_eq!(desk.holder(id), Some("bea"));
}

#[test]
fn an_agent_whose_console_comes_back_keeps_what_was_forced_on_them() {
    let mut plan = plan();
    plan.handover = Span::seconds(60);
    let mut desk = Desk::new(plan);
    let id = desk.open("sms", "ana");
    desk.apply(force(id, "cem"));
    desk.wait(59);
    desk.apply(Input::AgentConnected {
        agent: agent("cem"),
    });
    desk.wait(600);
    assert_eq!(desk.holder(id), Some("cem"));
}

#[test]
fn a_queue_with_as_many_as_may_wait_refuses_what_is_handed_to_it() {
    let mut desk = Desk::new(overflowing(|from, rules| {
        rules.waiting_max = (from == "vip").then_some(1);
    }));
    desk.ready("bea");
    let id = desk.open("sms", "ana");
    desk.accept(id);
    let first = desk.open("vip-chat", "ben");
    let refused = desk.refuse(hand_on(id, "bea", "vip"));
    assert_eq!(refused.code(), "queue_full");
    // Whoever stands in that line takes no more room in it.
    desk.apply(Input::ConversationTransferred {
        conversation: first,
        by: agent("sam"),
        supervised: true,
        to: TransferTo::Queue(queue("vip")),
    });
    close(&mut desk, first);
    desk.declare("bea", frontdesk_core::Presence::Offline);
    desk.apply(hand_on(id, "bea", "vip"));
    assert_eq!(queue_of(&desk, id), "vip");
}

#[test]
fn what_is_handed_to_an_agent_waits_for_them_however_long_their_line_is() {
    let mut plan = plan();
    let rules = &mut plan.queues.get_mut(&queue("sales")).unwrap().overflow;
    rules.waiting_max = Some(1);
    let (mut desk, id) = talking(plan);
    desk.open("sms", "ben");
    desk.apply(Input::ConversationTransferred {
        conversation: id,
        by: agent("bea"),
        supervised: false,
        to: TransferTo::Agent(agent("cem")),
    });
    assert_eq!(queue_of(&desk, id), "sales");
}

#[test]
fn overflow_by_time_goes_past_a_queue_that_is_full() {
    let mut desk = Desk::new(overflowing(|from, rules| match from {
        "sales" => rules.after = Span::seconds(60),
        _ => rules.waiting_max = Some(1),
    }));
    desk.open("vip-chat", "ben");
    let id = desk.open("sms", "ana");
    let effects = desk.wait(60);
    assert_eq!(queue_of(&desk, id), "backup");
    let moved: Vec<_> = steps(&effects).cloned().collect();
    let step = |from: &str, to: &str, why| StepKind::Moved {
        from: queue(from),
        to: queue(to),
        why,
    };
    let expected = [
        step("sales", "vip", WhyMoved::Waited),
        step("vip", "backup", WhyMoved::Full),
    ];
    assert_eq!(moved, expected);
}

#[test]
fn without_room_anywhere_it_stays_and_goes_on_once_there_is_room() {
    let mut plan = overflowing(|from, rules| match from {
        "sales" => rules.after = Span::seconds(60),
        _ => rules.waiting_max = Some(1),
    });
    let rules = &mut plan.queues.get_mut(&queue("vip")).unwrap().overflow;
    rules.queue = None;
    let mut desk = Desk::new(plan.clone());
    let first = desk.open("vip-chat", "ben");
    let id = desk.open("sms", "ana");
    desk.wait(60);
    assert_eq!(queue_of(&desk, id), "sales");
    close(&mut desk, first);
    let (records, tried): (Vec<_>, _) = (desk.floor.records().collect(), desk.now);
    desk.wait(59);
    assert_eq!(queue_of(&desk, id), "sales");
    desk.wait(1);
    assert_eq!(queue_of(&desk, id), "vip");
    // That it was tried is kept, so a start does not try it again before its time.
    let (floor, _) = frontdesk_core::Floor::restore(plan, records, tried).unwrap();
    assert_eq!(floor.conversation(id).unwrap().queue, queue("sales"));
}
