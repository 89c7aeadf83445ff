//! Designs of web chats, from the configuration to what the API tells of them.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{ErrorKind, Read as _},
    path::Path,
    sync::Arc,
};

use anyhow::Result;
use frontdesk_api::{Design, DesignTrial, Picture, Words};
use frontdesk_config::{
    Button, Channel, Colour, Config, Design as Configured, DraftDesign, PICTURE_BYTES_MAX, Palette,
    PictureFile, Side, Theme,
};
use frontdesk_core::{ChannelId, Language};
use frontdesk_engine::ports::ConfigurationProblem;
use frontdesk_wire::design::{
    DesignButton, DesignNotifications, DesignPicture, DesignSide, DesignTheme, WidgetDesign,
};

use crate::refusal;

/// What the places of problems with a design that is tried begin with.
const TRIED: &str = "design";

/// Pictures of one channel, by their digests.
pub(crate) type Pictures = BTreeMap<String, Picture>;

/// What a channel's pages show, beside its texts.
#[derive(Default)]
pub(crate) struct Looks {
    pub(crate) design: Option<Design>,
    pub(crate) pictures: Pictures,
}

/// How a channel looks. A picture that cannot be shown is refused at its place.
pub(crate) fn of_channel(config: &Config, id: &ChannelId, channel: &Channel) -> Result<Looks> {
    let mut pictures = Pictures::new();
    let named = channel.design.as_ref();
    let Some((name, design)) = named.and_then(|name| Some((name, config.designs.get(name)?)))
    else {
        return Ok(Looks::default());
    };
    let shown = shown(design, channel.accent, |key, file| {
        let path = ["design", name.as_str(), key, "file"];
        picture(config, id, &path, file, &mut pictures)
    })?;
    Ok(Looks {
        design: Some(told(design, shown)),
        pictures,
    })
}

/// A picture that a channel's pages show, kept among its others. One that cannot be shown is refused at its place.
pub(crate) fn picture(
    config: &Config,
    channel: &ChannelId,
    path: &[&str],
    file: &PictureFile,
    pictures: &mut Pictures,
) -> Result<DesignPicture> {
    let found = read(&config.beside(&file.file))
        .map_err(|why| refusal::picture(config, path, format!("\"{}\" {why}", file.file)))?;
    let src = found.address(channel);
    pictures.insert(found.digest.clone(), found);
    let alt = file.alt.clone();
    Ok(DesignPicture { src, alt })
}

/// The picture in a file, or what is wrong with it.
fn read(path: &Path) -> Result<Picture, String> {
    let mut bytes = Vec::new();
    let most = PICTURE_BYTES_MAX;
    let taken = File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes));
    match taken {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let folder = path.parent().filter(|folder| *folder != Path::new(""));
            let folder = folder.unwrap_or_else(|| Path::new(".")).display();
            return Err(format!(
                "is not there: put it beside the configuration, into {folder}"
            ));
        }
        Err(error) => return Err(format!("cannot be read: {error}")),
        Ok(_) => {}
    }
    let kb = most / 1000;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > most {
        return Err(format!(
            "has more than {kb} kB: make it smaller, it is shown small"
        ));
    }
    Picture::of(bytes).ok_or_else(|| {
        "is no PNG, JPEG, WebP or GIF: save it as one of these (an SVG as PNG, twice as large as it is shown)".to_owned()
    })
}

/// The design in every language; `picture` says where one of its pictures is.
fn shown<E>(
    design: &Configured,
    accent: Colour,
    mut picture: impl FnMut(&str, &PictureFile) -> Result<DesignPicture, E>,
) -> Result<WidgetDesign, E> {
    let (light, dark) = design.palettes(accent);
    let colours = |palette: Palette| {
        let entries = palette.into_iter();
        entries
            .map(|(name, colour)| (name.to_owned(), colour.to_string()))
            .collect()
    };
    let mut of = |key: &str, file: &Option<PictureFile>| {
        let found = file.as_ref().map(|file| picture(key, file));
        found.transpose()
    };
    let set = design.notifications;
    Ok(WidgetDesign {
        theme: match design.theme {
            Theme::Auto => DesignTheme::Auto,
            Theme::Light => DesignTheme::Light,
            Theme::Dark => DesignTheme::Dark,
        },
        corner: design.corner,
        position: match design.position {
            Side::Right => DesignSide::Right,
            Side::Left => DesignSide::Left,
        },
        button: match design.button {
            Button::Text => DesignButton::Text,
            Button::Round => DesignButton::Round,
            Button::Hidden => DesignButton::None,
        },
        light: colours(light),
        dark: colours(dark),
        logo: of("logo", &design.logo)?,
        image: of("image", &design.image)?,
        avatar: of("avatar", &design.avatar)?,
        notifications: DesignNotifications {
            badge: set.badge,
            tab: set.tab,
            sound: set.sound,
        },
        words: BTreeMap::new(),
    })
}

fn told(design: &Configured, shown: WidgetDesign) -> Design {
    let words = |(language, words): &(Language, frontdesk_config::Words)| {
        let words = words.iter();
        let words = words.map(|(name, text)| ((*name).to_owned(), text.clone()));
        (language.clone(), words.collect::<Words>())
    };
    Design {
        shown,
        accent: design.accent().map(|accent| accent.darkened().to_string()),
        texts: design.texts.iter().map(words).collect(),
    }
}

/// Reads designs that are not in force, under a configuration that is.
pub(crate) fn trial(config: &Config) -> DesignTrial {
    let config = config.clone();
    Arc::new(move |channel, text| tried(&config, channel, text))
}

fn tried(config: &Config, id: &ChannelId, text: &str) -> Result<Design, Vec<ConfigurationProblem>> {
    let draft = DraftDesign::read(TRIED, text).map_err(|problems| refusal::placed(&problems))?;
    let channel = config.channels.get(id).ok_or_else(Vec::new)?;
    let shown = shown(&draft.design, channel.accent, |key, file| {
        let found = read(&config.beside(&file.file)).map_err(|why| {
            let path = [key, "file"];
            let problem = draft.problem(&path, format!("\"{}\" {why}", file.file));
            refusal::placed_one(&problem)
        })?;
        let alt = file.alt.clone();
        // Its address is good from when the design is in force.
        let src = found.data_address();
        Ok(DesignPicture { src, alt })
    });
    shown
        .map(|shown| told(&draft.design, shown))
        .map_err(|problem| vec![problem])
}

#[cfg(test)]
mod tests {
    use std::fs;

    use frontdesk_config::Layers;

    use super::*;

    /// A configuration in a folder with a picture of these bytes; the folder goes with the test.
    fn with_picture(test: &str, bytes: Option<&[u8]>) -> Config {
        let folder =
            std::env::temp_dir().join(format!("frontdesk-design-{test}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        match bytes {
            Some(bytes) => fs::write(folder.join("logo.gif"), bytes).unwrap(),
            None => drop(fs::remove_file(folder.join("logo.gif"))),
        }
        let name = folder.join("frontdesk.toml").display().to_string();
        let config = "[queue.sales]\ntitle = \"Sales\"\n[channel.shop]\nwasm = \"webchat.wasm\"\nqueue = \"sales\"\n\
                    title = \"Shop\"\ndesign = \"plain\"\n[design.plain]\nlogo = { file = \"logo.gif\", alt = \"Shop\" }\n\
                    [design.plain.colours]\naccent = \"#ffd000\"\n";
        let layers = Layers {
            name: &name,
            text: config,
            ..Layers::default()
        };
        layers.load().unwrap()
    }

    fn looks(config: &Config) -> Result<Looks> {
        let (id, channel) = config.channels.iter().next().unwrap();
        of_channel(config, id, channel)
    }

    #[test]
    fn a_picture_is_named_by_what_it_is_and_a_bright_accent_is_dark_enough_for_old_widgets() {
        let config = with_picture("shown", Some(b"GIF89a"));
        let Looks { design, pictures } = looks(&config).unwrap();
        let design = design.unwrap();
        let digest = pictures.keys().next().unwrap();
        let src = design.shown.logo.unwrap().src;
        assert_eq!(src, format!("api/v1/channels/shop/pictures/{digest}"));
        assert_eq!(design.shown.light["accent_text"], "#000000");
        let accent: Colour = design.accent.unwrap().parse().unwrap();
        assert!(accent.carries_white_text());
    }

    #[test]
    fn a_picture_that_cannot_be_shown_is_refused_at_its_place_with_what_helps() {
        let large = [b"GIF89a".as_slice(), &vec![0; 200_000]].concat();
        for (test, bytes, says) in [
            ("missing", None, "put it beside the configuration"),
            ("large", Some(large.as_slice()), "more than 200 kB"),
            ("svg", Some(&b"<svg></svg>"[..]), "an SVG as PNG"),
        ] {
            let error = looks(&with_picture(test, bytes)).err().unwrap().to_string();
            assert!(error.contains(says), "{error}");
            assert!(error.contains("frontdesk.toml:9:17: "), "{error}");
        }
    }

    #[test]
    fn a_design_that_is_tried_has_its_pictures_in_it_and_its_problems_in_its_own_text() {
        let config = with_picture("tried", Some(b"GIF89a"));
        let id: ChannelId = "shop".parse().unwrap();
        let text = "[design.new]\nlogo = { file = \"logo.gif\", alt = \"Shop\" }\n";
        let design = tried(&config, &id, text).unwrap();
        let logo = design.shown.logo.unwrap();
        assert!(
            logo.src.starts_with("data:image/gif;base64,"),
            "{}",
            logo.src
        );
        for (text, place) in [
            (text.replace("logo.gif", "none.gif"), "design:2:17"),
            ("[design.new]\ncorner = 99\n".to_owned(), "design:2:10"),
        ] {
            let problems = tried(&config, &id, &text).unwrap_err();
            assert_eq!(problems[0].place, place);
        }
    }
}
