//! E-mails: written, and handed to the operator's SMTP server. Nothing here is kept or tried again: who sends a mail
//! keeps it until the server has it.

mod message;
mod server;

pub use message::{Mail, is_address};
pub use server::{MailFault, MailServer, Mailer, NotAServer, Security, SignIn};
