//! What the run does with a few contacts, written down by hand.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of tests fail the test"
)]

use frontdesk_config::Layers;
use frontdesk_core::{Delivery, RoutingPlan, Span};
use frontdesk_simulate::{
    Column, Contact, Crew, CrewError, Fate, OnDuty, START, Traffic, column, run,
};

/// Ana answers sales, Bea sales and support; each takes one conversation at a time.
const SHOP: &str = r#"
[queue.sales]
title = "Sales"
wrap_up_s = 0
[queue.support]
title = "Support"
priority = 9
wrap_up_s = 60
[channel.web]
wasm = "webchat.wasm"
queue = "sales"
title = "Web"
[channel.sms]
wasm = "sms.wasm"
queue = "support"
title = "SMS"
[agent.ana]
name = "Ana"
queues = ["sales"]
capacity = 1
[agent.bea]
name = "Bea"
queues = ["sales", "support"]
capacity = 1
"#;

fn plan(text: &str) -> RoutingPlan {
    let layers = Layers {
        name: "shop.toml",
        text,
        ..Layers::default()
    };
    let config = layers
        .load()
        .unwrap_or_else(|problems| panic!("{problems}"));
    config.routing_plan(|_| Delivery::Outbox)
}

/// Comes after so many seconds, talks for so many, leaves after so many.
fn contact(channel: &str, arrives_s: u32, handle_s: u32, patience_s: Option<u32>) -> Contact {
    Contact {
        channel: channel.parse().unwrap(),
        arrives: START + Span::seconds(arrives_s),
        handle: Span::seconds(handle_s),
        wrap_up: None,
        patience: patience_s.map(Span::seconds),
        locale: None,
    }
}

fn traffic(contacts: &[Contact]) -> Traffic {
    Traffic::new(START, START + Span::seconds(1_000), contacts.to_vec()).unwrap()
}

fn fates(text: &str, contacts: &[Contact], crew: Crew) -> Vec<Fate> {
    let run = run(plan(text), &traffic(contacts), crew).unwrap();
    run.fates.into_iter().map(|(fate, _)| fate).collect()
}

fn figures(text: &str, contacts: &[Contact]) -> Column {
    let target = Span::seconds(20);
    column(
        "shop.toml",
        &plan(text),
        &traffic(contacts),
        Crew::EVERYBODY,
        target,
    )
    .unwrap()
}

fn answered(after_s: u32) -> Fate {
    Fate::Answered(Span::seconds(after_s))
}

#[test]
fn contacts_wait_for_the_first_who_is_free_or_leave() {
    let contacts = [
        contact("web", 0, 100, None),
        contact("web", 10, 50, None),
        contact("web", 20, 30, None),
        contact("web", 25, 30, Some(20)),
    ];
    let expected = [
        answered(0),
        answered(0),
        answered(40),
        Fate::Left(Span::seconds(20)),
    ];
    assert_eq!(fates(SHOP, &contacts, Crew::EVERYBODY), expected);
}

#[test]
fn whoever_is_reached_at_the_end_of_their_patience_stays() {
    let contacts = [
        contact("sms", 0, 40, None),
        // Bea's notes end at 100 s.
        contact("sms", 30, 10, Some(70)),
    ];
    assert_eq!(
        fates(SHOP, &contacts, Crew::EVERYBODY),
        [answered(0), answered(70)]
    );
}

#[test]
fn notes_hold_the_agent_for_as_long_as_the_queue_says_or_as_they_were_seen_to_take() {
    let quick = Contact {
        wrap_up: Some(Span::seconds(15)),
        ..contact("sms", 0, 40, None)
    };
    let contacts = [quick, contact("sms", 10, 10, None)];
    assert_eq!(
        fates(SHOP, &contacts, Crew::EVERYBODY),
        [answered(0), answered(45)]
    );
    // Longer than the queue allows is as long as it allows.
    let slow = Contact {
        wrap_up: Some(Span::seconds(500)),
        ..contact("sms", 0, 40, None)
    };
    let contacts = [slow, contact("sms", 10, 10, None)];
    assert_eq!(
        fates(SHOP, &contacts, Crew::EVERYBODY),
        [answered(0), answered(90)]
    );
}

#[test]
fn the_cores_priorities_decide() {
    let contacts = [
        contact("web", 0, 200, None),
        contact("web", 0, 100, None),
        contact("web", 10, 10, None),
        contact("sms", 50, 10, None),
    ];
    // Bea is free after 100 s and support comes first; her notes last until 170 s.
    let expected = [answered(0), answered(0), answered(160), answered(50)];
    assert_eq!(fates(SHOP, &contacts, Crew::EVERYBODY), expected);
}

#[test]
fn an_offer_takes_as_long_to_accept_as_the_crew_takes() {
    let crew = Crew {
        accept: Span::seconds(5),
        ..Crew::EVERYBODY
    };
    let contacts = [
        contact("web", 0, 100, None),
        // Leaves while Bea still looks at the offer.
        contact("web", 10, 100, Some(3)),
        contact("web", 12, 100, None),
    ];
    let expected = [answered(5), Fate::Left(Span::seconds(3)), answered(6)];
    assert_eq!(fates(SHOP, &contacts, crew), expected);
}

#[test]
fn contacts_whom_nobody_can_take_are_counted_as_such() {
    let only_ana = Crew {
        on: OnDuty::First(1),
        ..Crew::EVERYBODY
    };
    let contacts = [
        contact("sms", 0, 10, None),
        contact("fax", 0, 10, None),
        contact("web", 0, 10, None),
    ];
    let expected = [Fate::Waiting, Fate::NoChannel, answered(0)];
    assert_eq!(fates(SHOP, &contacts, only_ana), expected);
    let column = figures(SHOP, &contacts);
    assert_eq!(column.no_channel[&"fax".parse().unwrap()], 1);
    assert_eq!(column.total.offered, 2);
}

#[test]
fn figures_are_those_of_a_story_that_can_be_added_up() {
    let contacts = [
        contact("web", 0, 100, None),
        contact("web", 0, 300, None),
        contact("web", 60, 50, None),
        contact("web", 70, 10, Some(10)),
        contact("sms", 900, 50, None),
    ];
    let column = figures(SHOP, &contacts);
    let total = &column.total;
    assert_eq!((total.offered, total.answered, total.abandoned), (5, 4, 1));
    assert_eq!((total.turned_away, total.never_answered), (0, 0));
    // Three of five without a wait; the third contact waited 40 s.
    assert_eq!(total.service_level_percent, Some(60.0));
    assert_eq!(total.abandoned_percent, Some(20.0));
    assert_eq!(
        (total.wait_s.mean, total.wait_s.max),
        (Some(10.0), Some(40.0))
    );
    assert_eq!(total.left_after_s.mean, Some(10.0));
    assert_eq!(total.longest_line, Some(2));
    // Ana 100 + 50 s, Bea 300 s and from 900 s to the end at 1000 s.
    assert_eq!(total.occupancy_percent, Some(27.5));
    let support = &column.queues[&"support".parse().unwrap()];
    assert_eq!((support.offered, support.longest_line), (1, Some(0)));
    // Bea alone.
    assert_eq!(support.occupancy_percent, Some(40.0));
    let offered: u64 = column.intervals.iter().map(|it| it.offered).sum();
    assert_eq!(
        (offered, column.interval_s, column.intervals[3].offered),
        (5, 300, 1)
    );
    let within = column.answered_within.iter().find(|it| it.s == 45);
    assert_eq!(within.unwrap().percent, Some(80.0));
}

#[test]
fn places_are_counted_where_agents_have_several() {
    let text = SHOP.replace("capacity = 1", "capacity = 4");
    let contacts = [contact("web", 0, 500, None), contact("web", 0, 500, None)];
    let one = Crew {
        on: OnDuty::First(1),
        ..Crew::EVERYBODY
    };
    let column = column("x", &plan(&text), &traffic(&contacts), one, Span::ZERO).unwrap();
    assert_eq!(column.total.occupancy_percent, Some(50.0));
    assert_eq!(column.total.places_taken_percent, Some(25.0));
}

#[test]
fn what_cannot_be_run_is_refused_with_a_remedy() {
    let refusal = |text: &str, crew| {
        let refused: CrewError = run(plan(text), &traffic(&[]), crew).unwrap_err();
        refused.to_string()
    };
    let many = Crew {
        on: OnDuty::First(3),
        ..Crew::EVERYBODY
    };
    assert!(refusal(SHOP, many).contains("has 2 agents, and 3"));
    let (nobody, _) = SHOP.split_once("[agent.ana]").unwrap();
    assert!(refusal(nobody, Crew::EVERYBODY).contains("[agent.NAME]"));
    let slow = Crew {
        accept: Span::seconds(30),
        ..Crew::EVERYBODY
    };
    let said = refusal(SHOP, slow);
    assert!(
        said.contains("\"sales\"") && said.contains("offer_s"),
        "{said}"
    );
}
