//! Another plan while the gateway runs.

use frontdesk_core::{Delivery, Input};
use frontdesk_engine::Refusal;

use crate::bench::{Bench, agent, plan, wrote};

#[tokio::test(start_paused = true)]
async fn the_outlet_learns_of_another_plan_once_it_is_durable_and_of_every_queue() {
    let bench = Bench::start().await;
    let mut next = plan();
    let mut queue = next.queues.values().next().unwrap().clone();
    queue.priority = 9;
    next.queues.insert("vip".parse().unwrap(), queue);
    next.agents.remove(&agent("bea"));
    bench.store.hold();
    let engine = bench.engine.clone();
    let input = Input::PlanChanged(next.clone());
    let change = tokio::spawn(async move {
        let command = frontdesk_engine::Command { input, mark: None };
        engine.submit(command).await
    });
    tokio::task::yield_now().await;
    bench.store.release();
    change.await.unwrap().unwrap();
    let plans = bench.shown.plans.lock().unwrap().clone();
    let names: Vec<_> = plans[0]
        .1
        .iter()
        .map(|agent| agent.id.to_string())
        .collect();
    assert_eq!(
        (plans.len(), &plans[0].0, names),
        (1, &next, vec!["ana".to_owned()])
    );
    let vip = "vip".parse().unwrap();
    while !bench
        .shown
        .views
        .lock()
        .unwrap()
        .iter()
        .any(|view| view.queue == vip)
    {
        tokio::time::advance(std::time::Duration::from_millis(10)).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_plan_is_shown_to_nobody() {
    let bench = Bench::start().await;
    bench
        .submit(wrote("chat", "visitor", "hello"))
        .await
        .unwrap();
    let mut next = plan();
    next.channels
        .retain(|_, channel| channel.delivery == Delivery::Outbox);
    let refused = bench.submit(Input::PlanChanged(next)).await;
    assert!(matches!(refused, Err(Refusal::Rejected(_))), "{refused:?}");
    bench
        .submit(wrote("chat", "visitor", "still here"))
        .await
        .unwrap();
    assert!(bench.shown.plans.lock().unwrap().is_empty());
}
