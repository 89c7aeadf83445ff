//! Whoever owes an answer is reminded where they write.

use anyhow::{Result, ensure};
use frontdesk_test_channels::{Stage, contact_of};
use frontdesk_test_providers::{Inbound, Provider};
use frontdesk_wire::view::{AuthorView, DeliveryStateView};

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_of_text_messages_is_reminded_by_text_and_the_agent_sees_it_arrive() -> Result<()>
{
    const REMINDER: &str = "Frontdesk: are you still there?";
    let stage = Stage::with(&[
        ("queue.sales.silence_remind_s", "1"),
        ("queue.sales.silence_reminder.en", REMINDER),
    ])
    .await?;
    let contact = contact_of(Provider::Twilio, 1);
    stage
        .say(Provider::Twilio, Inbound::text(&contact, "Hello"))
        .await?;
    let held = stage
        .held(Provider::Twilio, "the question", |held| {
            !held.texts().is_empty()
        })
        .await?;
    stage.agent.say("ask", &held.id, "What is the number?");
    let phone = stage
        .phone(Provider::Twilio, &contact, |phone| {
            phone.received().any(|said| said.content.text() == REMINDER)
        })
        .await?;
    let texts: Vec<_> = phone
        .received()
        .map(|said| said.content.text().to_owned())
        .collect();
    ensure!(texts == ["What is the number?", REMINDER], "{texts:?}");
    let held = stage
        .held(Provider::Twilio, "the report", |held| {
            held.delivery_of(REMINDER) == Some(DeliveryStateView::Delivered)
        })
        .await?;
    let last = held.messages.last().map(|message| &message.author);
    ensure!(matches!(last, Some(AuthorView::System)), "{last:?}");
    Ok(())
}
