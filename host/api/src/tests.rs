//! The API from outside: real sockets, real engine.

mod admission;
mod assets;
mod authorisation;
mod begun;
mod console;
mod contact;
mod crm;
mod customers;
mod dead_letters;
mod files;
mod hostile;
mod http;
mod identity;
mod installation;
mod invitations;
mod plugins;
mod reconfigure;
mod resume;
mod scripts;
mod sessions;
mod simulations;
mod survey;
mod systems;
mod taking;
mod translation;
mod webhook;
