//! Bytes that look random and are the same at every replay of an operation.

use ring::digest::{Context, Digest, SHA256, digest};

/// The most bytes of one draw.
pub(crate) const BYTES_MAX: u32 = 1_024;

/// Where an operation's bytes begin.
#[derive(Clone)]
pub(crate) struct Seed(Digest);

impl Seed {
    /// The seed of these parts: a plugin's name and what names the operation.
    pub(crate) fn new(parts: &[&[u8]]) -> Self {
        let mut context = Context::new(&SHA256);
        for part in parts {
            // Lengths keep ("ab", "c") apart from ("a", "bc").
            context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
            context.update(part);
        }
        Self(context.finish())
    }

    /// A name for what the parts are: 32 bytes.
    pub(crate) fn name(&self) -> &[u8] {
        self.0.as_ref()
    }

    /// The bytes of the `draw`-th draw.
    pub(crate) fn bytes(&self, draw: u32, len: u32) -> Vec<u8> {
        let len = usize::try_from(len.min(BYTES_MAX)).unwrap_or(0);
        let mut bytes = Vec::with_capacity(len.next_multiple_of(32));
        let mut block = 0_u32;
        while bytes.len() < len {
            let mut input = self.0.as_ref().to_vec();
            input.extend(draw.to_be_bytes());
            input.extend(block.to_be_bytes());
            bytes.extend(digest(&SHA256, &input).as_ref());
            block = block.saturating_add(1);
        }
        bytes.truncate(len);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_operation_draws_the_same_bytes_and_another_draws_others() {
        let seed = Seed::new(&[b"shop", b"cnv_1.1"]);
        assert_eq!(
            seed.bytes(0, 40),
            Seed::new(&[b"shop", b"cnv_1.1"]).bytes(0, 40)
        );
        assert_ne!(seed.bytes(0, 40), seed.bytes(1, 40));
        assert_ne!(
            seed.bytes(0, 40),
            Seed::new(&[b"shopc", b"nv_1.1"]).bytes(0, 40)
        );
        assert_eq!(seed.bytes(0, u32::MAX).len(), 1_024);
        assert!(seed.bytes(0, 0).is_empty());
    }
}
