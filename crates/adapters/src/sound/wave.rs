//! The three sounds as WAV files: 16-bit PCM, one channel, in whole numbers throughout.

use super::Sound;

const RATE: u32 = 22_050;
/// A quarter of what the samples can hold: a till stands near people.
const LOUDEST: i64 = 8_192;
/// Milliseconds in which a note swells and dies away; without them it would begin and end with a click.
const EDGE_MS: u32 = 12;

/// A note, or a pause at 0 Hz.
struct Note {
    hertz: u32,
    ms: u32,
}

/// What a sound consists of. `Done` lasts 180 ms, `Refused` 250 ms.
const fn notes(sound: Sound) -> &'static [Note] {
    match sound {
        Sound::Done => &[Note { hertz: 660, ms: 90 }, Note { hertz: 880, ms: 90 }],
        Sound::Refused => &[Note {
            hertz: 220,
            ms: 250,
        }],
        Sound::LookHere => &[
            Note { hertz: 587, ms: 80 },
            Note { hertz: 0, ms: 60 },
            Note { hertz: 587, ms: 80 },
        ],
    }
}

/// The whole file.
pub(super) fn file(sound: Sound) -> Vec<u8> {
    let samples: Vec<i16> = notes(sound).iter().flat_map(play).collect();
    let bytes = u32::try_from(samples.len()).unwrap_or(0).saturating_mul(2);
    let mut file = Vec::with_capacity(samples.len().saturating_mul(2).saturating_add(44));
    file.extend_from_slice(b"RIFF");
    file.extend_from_slice(&bytes.saturating_add(36).to_le_bytes());
    file.extend_from_slice(b"WAVEfmt ");
    file.extend_from_slice(&16_u32.to_le_bytes());
    for word in [1_u16, 1] {
        file.extend_from_slice(&word.to_le_bytes());
    }
    file.extend_from_slice(&RATE.to_le_bytes());
    file.extend_from_slice(&RATE.saturating_mul(2).to_le_bytes());
    for word in [2_u16, 16] {
        file.extend_from_slice(&word.to_le_bytes());
    }
    file.extend_from_slice(b"data");
    file.extend_from_slice(&bytes.to_le_bytes());
    for sample in samples {
        file.extend_from_slice(&sample.to_le_bytes());
    }
    file
}

fn samples_in(ms: u32) -> u32 {
    RATE.saturating_mul(ms).div_euclid(1_000)
}

fn play(note: &Note) -> impl Iterator<Item = i16> + use<> {
    let count = samples_in(note.ms);
    let edge = samples_in(EDGE_MS);
    let hertz = note.hertz;
    (0..count).map(move |n| {
        let from_edge = n.min(count.saturating_sub(n).saturating_sub(1)).min(edge);
        // Place within one wave, in 65536ths; a pause has none.
        let turns = u64::from(n)
            .saturating_mul(u64::from(hertz))
            .saturating_mul(65_536);
        let place = turns.div_euclid(u64::from(RATE)).rem_euclid(65_536);
        let level = LOUDEST
            .saturating_mul(i64::from(from_edge))
            .div_euclid(i64::from(edge.max(1)));
        let sample = sine(place).saturating_mul(level).div_euclid(32_768);
        i16::try_from(sample).unwrap_or(0)
    })
}

/// The sine of a place within one wave, in 32768ths, by Bhaskara's formula: within 0.2 % of the true one.
fn sine(place: u64) -> i64 {
    let place = i64::try_from(place).unwrap_or(0);
    let half = 32_768_i64;
    let within = place.rem_euclid(half);
    let product = within.saturating_mul(half.saturating_sub(within));
    let below = half
        .saturating_mul(half)
        .saturating_mul(5)
        .saturating_sub(product.saturating_mul(4));
    let size = product
        .saturating_mul(16)
        .saturating_mul(32_767)
        .div_euclid(below.max(1));
    if place < half {
        size
    } else {
        size.saturating_neg()
    }
}
