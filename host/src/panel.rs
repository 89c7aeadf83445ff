//! What the demo tells whoever started it.

use std::fmt::Write as _;

use frontdesk_config::{Config, Role};
use frontdesk_core::AgentId;

use crate::cli::Serve;

/// The demo's chat.
const CHAT: &str = "shop-chat";

/// An agent's one-time link.
pub(crate) struct Link {
    pub(crate) agent: AgentId,
    pub(crate) url: String,
}

/// The addresses of the demo, and how to sign in.
pub(crate) fn text(config: &Config, url: &str, options: &Serve, links: &[Link]) -> String {
    let mut text =
        String::from("\n  Frontdesk is running. Ctrl-C stops it; the state is kept.\n\n");
    // Writing to a String cannot fail.
    let mut line = |name: &str, address: &str, what: &str| {
        let _ = writeln!(text, "  {name:<15} {address:<45} {what}");
    };
    line(
        "Demo shop",
        &format!("{url}/demo/"),
        "be a visitor: open the chat",
    );
    let mut channels = config.channels.keys();
    if let Some(channel) = channels.find(|channel| channel.as_str() == CHAT) {
        line(
            "Hosted chat",
            &format!("{url}/chat/{channel}"),
            "the same chat, on a page of its own",
        );
    }
    if options.translator.is_some() {
        line(
            "In Spanish",
            &format!("{url}/chat/{CHAT}?lang=es"),
            "be a customer whom no agent understands",
        );
    }
    line(
        "Agent console",
        &format!("{url}/console/"),
        "be an agent: take the chat",
    );
    if let Some(phones) = &options.phones {
        line(
            "Phones",
            phones,
            "be a customer: text, WhatsApp, Telegram ..",
        );
    }
    line("API reference", &format!("{url}/api/docs"), "for programs");
    text.push_str(
        "\n  Sign in with a one-time link. Each works once; two people at once need two browsers, or a\n  \
         private window.\n\n",
    );
    for link in links {
        let who = config
            .agents
            .get(&link.agent)
            .map_or_else(String::new, |agent| {
                let role = match agent.role {
                    Role::Agent => "",
                    Role::Supervisor => " (supervisor)",
                    Role::Admin => " (admin)",
                };
                format!("{}{role}", agent.name)
            });
        let _ = writeln!(text, "  {who:<17} {}", link.url);
    }
    text
}
