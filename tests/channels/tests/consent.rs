//! Who asked for no more messages gets none.

use anyhow::{Result, ensure};
use frontdesk_test_bench::AgentState;
use frontdesk_test_channels::{Stage, contact_of};
use frontdesk_test_providers::{Inbound, Phone, Provider};
use frontdesk_wire::view::ContentView;

#[tokio::test(flavor = "multi_thread")]
async fn stop_on_one_channel_holds_on_every_channel_of_the_same_person_until_start() -> Result<()> {
    let stage = Stage::start().await?;
    // The same number on both: WhatsApp vouches for it as Twilio does.
    let (sms, whatsapp) = ("+15557654321", "15557654321");
    stage
        .say(Provider::Twilio, Inbound::text(sms, "Hello by text"))
        .await?;
    stage
        .say(
            Provider::WhatsApp,
            Inbound::text(whatsapp, "Hello by WhatsApp"),
        )
        .await?;
    let by_text = stage
        .held(Provider::Twilio, "the text", |held| {
            !held.texts().is_empty()
        })
        .await?;
    let by_whatsapp = stage
        .held(Provider::WhatsApp, "the message", |held| {
            !held.texts().is_empty()
        })
        .await?;
    let persons = [&by_text, &by_whatsapp].map(|held| held.conversation.contact.person);
    ensure!(
        persons[0].is_some() && persons[0] == persons[1],
        "{persons:?}"
    );

    stage
        .say(Provider::Twilio, Inbound::text(sms, "Stop"))
        .await?;
    for provider in [Provider::Twilio, Provider::WhatsApp] {
        let held = stage
            .held(provider, "the notice", |held| {
                let stopped = |m: &frontdesk_wire::view::MessageView| {
                    matches!(m.content, ContentView::Stopped { .. })
                };
                held.messages.iter().any(stopped)
            })
            .await?;
        let id = format!("refused-{}", provider.name());
        stage.agent.say(&id, &held.id, "but please");
        refused(&stage, &id).await?;
    }
    let phone = stage.providers.phone(Provider::WhatsApp, whatsapp);
    ensure!(
        phone.is_none_or(|phone| phone.received().next().is_none()),
        "it was sent"
    );

    stage
        .say(Provider::Twilio, Inbound::text(sms, "START"))
        .await?;
    stage
        .held(Provider::WhatsApp, "the end of it", |held| {
            held.conversation.contact.stopped_at.is_none()
        })
        .await?;
    stage.agent.say("again", &by_whatsapp.id, "Welcome back");
    stage
        .phone(Provider::WhatsApp, whatsapp, |phone| {
            phone.received().next().is_some()
        })
        .await?;
    Ok(())
}

async fn refused(stage: &Stage, id: &str) -> Result<()> {
    let code = |state: &AgentState| {
        let found = state
            .refused
            .iter()
            .find(|(refused, _)| refused.as_deref() == Some(id));
        found.map(|(_, code)| code.clone())
    };
    let code = stage.agent.until("a refusal", code).await?;
    ensure!(code == "contact_stopped", "{code}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_who_blocks_the_account_is_not_written_to() -> Result<()> {
    let stage = Stage::start().await?;
    let contact = contact_of(Provider::Telegram, 1);
    stage
        .say(Provider::Telegram, Inbound::text(&contact, "Hello"))
        .await?;
    let held = stage
        .held(Provider::Telegram, "the question", |held| {
            !held.texts().is_empty()
        })
        .await?;
    let blocked = frontdesk_test_providers::Standing::Blocked;
    stage
        .providers
        .bar(Provider::Telegram, &contact, blocked)
        .await;
    stage
        .held(Provider::Telegram, "the notice", |held| {
            held.conversation.contact.stopped_at.is_some()
        })
        .await?;
    stage.agent.say("blocked", &held.id, "are you there?");
    refused(&stage, "blocked").await
}

/// What the phone shows from the gateway.
fn received(phone: &Phone) -> Vec<String> {
    let texts = phone
        .received()
        .map(|message| message.content.text().to_owned());
    texts.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn help_stop_and_start_are_answered_once_where_the_provider_leaves_it_to_us() -> Result<()> {
    let stage = Stage::start().await?;
    let contact = contact_of(Provider::Vonage, 1);
    let says = async |words: &str, ids: &str| {
        let inbound = Inbound::text(&contact, words).with_id(ids);
        // The provider's call comes twice.
        stage.say(Provider::Vonage, inbound.clone()).await?;
        stage.say(Provider::Vonage, inbound).await
    };
    let shows = async |count: usize| {
        let phone = stage.phone(Provider::Vonage, &contact, |phone| {
            phone.received().count() >= count
        });
        phone.await.map(|phone| received(&phone))
    };
    says("HELP", "help-1").await?;
    says("Info", "help-2").await?;
    says("STOP", "stop-1").await?;
    says("stop", "stop-2").await?;
    let held = stage
        .held(Provider::Vonage, "the notice", |held| {
            held.conversation.contact.stopped_at.is_some()
        })
        .await?;
    stage.agent.say("after-stop", &held.id, "but please");
    refused(&stage, "after-stop").await?;
    says("START", "start-1").await?;
    let texts = shows(3).await?;
    let begin = [
        "Frontdesk demo",
        "You have been unsubscribed",
        "You get messages again",
    ];
    ensure!(
        texts.len() == 3
            && texts
                .iter()
                .zip(begin)
                .all(|(text, begin)| text.starts_with(begin)),
        "{texts:?}"
    );
    // The agent sees them too, and that they arrived.
    stage
        .held(Provider::Vonage, "the answers", |held| {
            let answers = held
                .texts()
                .into_iter()
                .filter(|text| texts.contains(&(*text).to_owned()));
            answers.count() == 3
        })
        .await?;
    Ok(())
}
