//! Writes a project, or builds the one in a folder, without the gateway: what `frontdesk plugin new` and
//! `build` do. `cargo run -p frontdesk-scaffold --example project -- new KIND LANGUAGE NAME [FOLDER]`, or
//! `-- build FOLDER`.
#![expect(clippy::print_stdout, reason = "a tool for the terminal")]

use std::{env, error::Error, path::Path};

use frontdesk_scaffold::{Project, build};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let made = match words.as_slice() {
        ["new", kind, language, name, rest @ ..] => {
            let project = Project {
                kind: kind.parse()?,
                language: language.parse()?,
                name: name.parse()?,
            };
            project.write(Path::new(rest.first().unwrap_or(&".")))?
        }
        ["build", folder] => build(Path::new(folder))?,
        _ => return Err("new KIND LANGUAGE NAME [FOLDER], or build FOLDER".into()),
    };
    println!("{}", made.display());
    Ok(())
}
