//! The channels of the gateway's demo set-up and the accounts that belong to them, at the addresses of
//! a test.

use crate::{Account, Provider};

const SECTIONS: &str = include_str!("../../../config/demo/phones.toml");
const ACCOUNTS: &str = include_str!("../../../config/demo/phones.json");
/// What stands for the gateway's address in these files.
const GATEWAY: &str = "http://127.0.0.1:8080";
/// What stands for the providers'.
const PROVIDERS: &str = "http://127.0.0.1:8090";
/// The variable that holds every secret of the demo.
pub const SECRET: (&str, &str) = ("FRONTDESK_DEMO_SECRET", "only-for-the-demo");

/// The sections of all channels, with the queue of a test.
pub fn sections(gateway: &str, providers: &str, queue: &str) -> String {
    SECTIONS
        .replace(GATEWAY, gateway)
        .replace(PROVIDERS, providers)
        .replace("queue = \"support\"", &format!("queue = \"{queue}\""))
        .replace("queue = \"sales\"", &format!("queue = \"{queue}\""))
}

/// The accounts that belong to them.
pub fn accounts(gateway: &str) -> Result<Vec<Account>, serde_json::Error> {
    serde_json::from_str(&ACCOUNTS.replace(GATEWAY, gateway))
}

/// The channel of a provider.
pub const fn channel_of(provider: Provider) -> &'static str {
    match provider {
        Provider::Twilio => "text-messages",
        Provider::Vonage => "text-messages-2",
        Provider::WhatsApp => "whatsapp",
        Provider::Messenger => "messenger",
        Provider::Instagram => "instagram",
        Provider::Telegram => "telegram",
        Provider::X => "x",
        Provider::Line => "line",
    }
}

/// A contact's address as the provider spells it; another number is another person.
pub fn contact_of(provider: Provider, number: u32) -> String {
    match provider {
        Provider::Twilio => format!("+1555{number:07}"),
        Provider::Vonage | Provider::WhatsApp => format!("1555{number:07}"),
        Provider::Messenger | Provider::Instagram => format!("7777{number:012}"),
        Provider::Telegram => format!("99{number:08}"),
        Provider::X => format!("88{number:017}"),
        Provider::Line => format!("U{number:032x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_provider_has_an_account_and_a_channel() {
        let accounts = accounts("http://127.0.0.1:1").unwrap();
        let toml = sections("http://127.0.0.1:1", "http://127.0.0.1:2", "sales");
        for provider in Provider::ALL {
            let account = accounts
                .iter()
                .find(|a| a.provider == Some(*provider))
                .unwrap();
            let channel = channel_of(*provider);
            assert!(
                toml.contains(&format!("[channel.{channel}]\n")),
                "{channel}"
            );
            let hook = format!("http://127.0.0.1:1/api/v1/channels/{channel}/webhook");
            assert_eq!(account.webhook_url, hook);
        }
        assert!(!toml.contains(":8080") && !toml.contains(":8090"));
    }
}
