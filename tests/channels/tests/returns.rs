//! Whoever writes again soon after the end goes on where they were.

use anyhow::{Result, ensure};
use frontdesk_test_channels::{Stage, contact_of};
use frontdesk_test_providers::{Inbound, Provider};

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_who_writes_again_is_the_same_agents_with_everything_that_was_said() -> Result<()>
{
    let stage = Stage::with(&[("channel.text-messages.reopen_within_s", "3600")]).await?;
    let (provider, contact) = (Provider::Twilio, contact_of(Provider::Twilio, 1));
    stage
        .say(provider, Inbound::text(&contact, "Hello"))
        .await?;
    let held = stage
        .held(provider, "the question", |held| !held.texts().is_empty())
        .await?;
    stage.agent.say("answer", &held.id, "Hello, Ann");
    stage
        .held(provider, "the answer", |held| held.texts().len() == 2)
        .await?;
    stage.close(&held).await?;

    let again = Inbound::text(&contact, "One more thing");
    stage.say(provider, again).await?;
    let back = stage
        .held(provider, "the contact", |held| {
            held.texts().last() == Some(&"One more thing")
        })
        .await?;
    ensure!(back.id == held.id, "{} is not {}", back.id, held.id);
    let said = back.texts();
    let all = ["Hello", "Hello, Ann", "One more thing"];
    ensure!(said == all, "{said:?}");
    Ok(())
}
