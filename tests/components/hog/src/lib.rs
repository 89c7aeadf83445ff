//! A channel that wants 4 GB: at once or bit by bit.

use std::hint::black_box;

use frontdesk_plugin::{
    Channel, Descriptor, Error, Plugin, SocketChannel,
    socket::{Event, Notice, Refusal, Session},
};

/// The component.
#[derive(Debug)]
pub struct Guest;

impl Plugin for Guest {
    fn describe() -> Descriptor {
        Descriptor::channel("hog", "0.1.0", "Hogs memory")
    }
}

impl Channel for Guest {}

impl SocketChannel for Guest {
    fn frame(_session: &Session, data: &str, _at: f64) -> Result<Vec<Event>, Refusal> {
        let mut kept: Vec<Vec<u8>> = Vec::new();
        match data {
            "at once" => {
                // Two halves: one allocation cannot be longer than `isize::MAX`, 2 GiB here.
                kept.push(vec![1; 2_000_000_000]);
                kept.push(vec![1; 2_000_000_000]);
            }
            "bit by bit" => {
                for turn in 0..4_096 {
                    kept.push(vec![u8::try_from(turn % 256).unwrap_or_default(); 1 << 20]);
                }
            }
            // A quarter of the default limit, let go at once.
            _ => kept.push(vec![1; 16 << 20]),
        }
        let sum = black_box(&kept).iter().map(Vec::len).sum::<usize>();
        Ok(vec![Event::Read(u32::try_from(sum).unwrap_or(u32::MAX))])
    }

    fn render(_session: &Session, _notices: &[Notice]) -> Result<Vec<String>, Error> {
        Ok(Vec::new())
    }
}

frontdesk_plugin::export_socket_channel!(Guest);
