//! What an agent begins: on their desk from its first moment, and in no line.

use frontdesk_core::{
    ChannelId, ChannelPlan, ContactCard, Content, Delivery, Input, Span, ThreadId,
};
use frontdesk_engine::Command;

use crate::testing::Gateway;

#[tokio::test]
async fn what_an_agent_begins_is_on_their_desk_before_its_first_message_and_in_no_line() {
    let sms = || "sms".parse::<ChannelId>().unwrap();
    let gateway = Gateway::with(|config| {
        let plan = ChannelPlan::new(
            "sales".parse().unwrap(),
            Delivery::Outbox,
            Span::seconds(60),
        );
        config.plan.channels.insert(sms(), plan);
    })
    .await;
    let ann = gateway.sign_in("ann").await;
    let (mut console, _) = gateway.console(&ann).await;
    let input = Input::AgentStarted {
        channel: sms(),
        thread: ThreadId::new("+43 660").unwrap(),
        contact: ContactCard::default(),
        agent: "ann".parse().unwrap(),
        content: Content::Text("Your lamp is here.".into()),
        client_id: None,
    };
    let command = Command { input, mark: None };
    gateway.engine.submit(command).await.unwrap();
    let first = console
        .until(|frame| {
            let kind = frame["event"]["kind"].as_str().unwrap_or_default();
            ["conversation_added", "message_added"].contains(&kind)
        })
        .await;
    assert_eq!(first["event"]["kind"], "conversation_added", "{first}");
    let message = console.event("message_added").await;
    assert_eq!(
        message["event"]["message"]["content"]["text"],
        "Your lamp is here."
    );
    let queues = gateway.get("/api/v1/queues", Some(&ann)).await.json();
    assert_eq!(queues["items"][0]["waiting"], 0, "{queues}");
}
