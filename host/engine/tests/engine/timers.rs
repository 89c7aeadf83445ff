//! Deadlines are met without anyone asking, and queues are shown without a flood.

use frontdesk_core::{Effect, Input, Record, Withdrawal};

use crate::bench::{Bench, agent, wrote};

#[tokio::test(start_paused = true)]
async fn an_offer_expires_by_itself_and_its_agent_is_away() {
    let bench = Bench::start().await;
    bench.ready("ana").await;
    bench
        .submit(wrote("chat", "visitor", "hello"))
        .await
        .unwrap();
    let offer = bench.shown.offer(&[]).await;
    let reason = bench
        .shown
        .until(|effects| {
            effects.iter().find_map(|effect| match effect {
                Effect::WithdrawOffer {
                    offer: of, reason, ..
                } if *of == offer => Some(*reason),
                _ => None,
            })
        })
        .await;
    assert_eq!(reason, Withdrawal::Expired);
    let away = bench
        .shown
        .until(|effects| {
            effects.iter().rev().find_map(|effect| match effect {
                Effect::Save(Record::Agent(agent)) => Some(agent.presence.name()),
                _ => None,
            })
        })
        .await;
    assert_eq!(away, "away");
}

#[tokio::test(start_paused = true)]
async fn an_offer_stands_over_a_crash_for_the_agent_who_comes_back() {
    let bench = Bench::start().await;
    bench.ready("ana").await;
    bench
        .submit(wrote("chat", "visitor", "hello"))
        .await
        .unwrap();
    let offer = bench.shown.offer(&[]).await;
    let next = Bench::on(bench.store.crash()).await;
    next.submit(Input::AgentConnected {
        agent: agent("ana"),
    })
    .await
    .unwrap();
    next.submit(Input::OfferAccepted {
        offer,
        agent: agent("ana"),
    })
    .await
    .unwrap();
}

#[tokio::test(start_paused = true)]
async fn many_changes_of_a_queue_are_shown_as_few_pictures_ending_with_the_last() {
    let bench = Bench::start().await;
    let began = tokio::time::Instant::now();
    for n in 0..500 {
        bench
            .submit(wrote("chat", &format!("visitor-{n}"), "hello"))
            .await
            .unwrap();
    }
    while bench
        .shown
        .views
        .lock()
        .unwrap()
        .last()
        .is_none_or(|view| view.waiting.len() < 500)
    {
        tokio::time::advance(std::time::Duration::from_millis(50)).await;
    }
    let views = bench.shown.views.lock().unwrap().len() as u128;
    // One picture in 200 ms, of however many changes.
    let views_max = began.elapsed().as_millis() / 200 + 2;
    assert!(views <= views_max, "{views} pictures, not {views_max}");
    assert!(views_max < 50, "500 changes take long: {views_max}");
}
