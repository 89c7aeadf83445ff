//! The API from outside: real sockets, real engine.

mod assets;
mod authorisation;
mod console;
mod contact;
mod hostile;
mod http;
mod resume;
mod sessions;
