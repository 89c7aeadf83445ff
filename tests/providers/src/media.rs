//! The picture that contacts send when nobody gives them another.

use crate::{Media, call::Answer};

/// 240 by 160 points, a landscape.
pub(crate) const PICTURE: &[u8] = include_bytes!("page/picture.png");
/// Where it is on this program's port.
pub(crate) const PATH: &str = "/media/picture.png";

/// The file: the picture itself, or where another one is.
pub(crate) fn answer(media: &Media) -> Answer {
    if is_ours(media) {
        Answer::bytes("image/png", PICTURE)
    } else {
        Answer::elsewhere(&media.url)
    }
}

/// Whether this is the picture of this program.
pub(crate) fn is_ours(media: &Media) -> bool {
    media.url.ends_with(PATH)
}
