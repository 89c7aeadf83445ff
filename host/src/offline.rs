//! What contacts may do while nobody is there, and how mails leave, from the configuration to the API.

use std::sync::Arc;

use anyhow::{Context as _, Result};
use frontdesk_api::OfflineChannel;
use frontdesk_config::{Channel, Config, MailSecurity, OfflineReason as Reason};
use frontdesk_core::Wording;
use frontdesk_mail::{MailServer, Mailer, Security, SignIn};
use frontdesk_wire::offline::{OfflineForm, OfflineReason};

use crate::form;

/// What mails leave by, if there is anything.
pub(crate) fn mailer(config: &Config) -> Result<Option<Arc<Mailer>>> {
    let Some(set) = &config.mail else {
        return Ok(None);
    };
    let sign_in = set.sign_in.as_ref().map(|(user, secret)| {
        let password = secret.reveal(|name| std::env::var(name).ok())?;
        anyhow::Ok(SignIn {
            user: user.clone(),
            password,
        })
    });
    let server = MailServer {
        server: set.server.clone(),
        port: set.port,
        security: match set.security {
            MailSecurity::Tls => Security::Tls,
            MailSecurity::StartTls => Security::StartTls,
            MailSecurity::None => Security::None,
        },
        sign_in: sign_in.transpose().context("password of [mail]")?,
        from: set.from.clone(),
        helo: set.helo.clone(),
    };
    let mailer = Mailer::new(server).context("[mail]")?;
    Ok(Some(Arc::new(mailer)))
}

/// The form of a channel, if it has one.
pub(crate) fn of_channel(channel: &Channel) -> Option<OfflineChannel> {
    let set = channel.offline.as_ref()?;
    // What the form asks for anyhow.
    let asked = channel
        .form
        .iter()
        .filter(|field| set.form && field.name.as_str() != "email");
    let form: Vec<_> = asked.map(form::question).collect();
    let reason = |reason: &Reason| match reason {
        Reason::Closed => OfflineReason::Closed,
        Reason::Unstaffed => OfflineReason::Unstaffed,
        Reason::Full => OfflineReason::Full,
    };
    Some(OfflineChannel {
        when: set.when.iter().map(reason).collect(),
        shown: OfflineForm {
            title: texts(&set.title),
            text: texts(&set.text),
            fields: form.iter().map(|asked| asked.field.clone()).collect(),
        },
        form,
        mail_to: set.mail_to.clone(),
        as_case: set.case,
        queue: set.queue.clone().unwrap_or_else(|| channel.queue.clone()),
    })
}

fn texts(wording: &Wording) -> std::collections::BTreeMap<String, String> {
    let entries = wording.entries();
    entries
        .map(|(language, text)| (language.to_string(), text.to_owned()))
        .collect()
}
