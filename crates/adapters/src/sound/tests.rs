//! Whole files, soft edges, and players that are missing, hang or are asked too often.

use super::{Sound, Speaker, wave};

fn samples(sound: Sound) -> Vec<i16> {
    let file = wave::file(sound);
    let word = |at: usize| u32::from_le_bytes(file[at..at + 4].try_into().expect("four bytes"));
    assert_eq!((&file[..4], &file[8..16]), (&b"RIFF"[..], &b"WAVEfmt "[..]));
    assert_eq!(word(4) as usize, file.len() - 8);
    assert_eq!(&file[36..40], b"data");
    assert_eq!(word(40) as usize, file.len() - 44);
    assert_eq!((word(24), word(28)), (22_050, 44_100));
    let pairs = file[44..].chunks_exact(2);
    pairs
        .map(|pair| i16::from_le_bytes([pair[0], pair[1]]))
        .collect()
}

/// How often a note swings through zero upwards in a second.
fn hertz(samples: &[i16]) -> usize {
    let ups = samples
        .windows(2)
        .filter(|pair| pair[0] < 0 && pair[1] >= 0)
        .count();
    ups * 22_050 / samples.len()
}

#[test]
fn sounds_have_their_lengths_and_their_notes() {
    let ms = |sound| samples(sound).len() * 1_000 / 22_050;
    assert!(ms(Sound::Done).abs_diff(180) <= 1);
    assert!(ms(Sound::Refused).abs_diff(250) <= 1);
    let done = samples(Sound::Done);
    let (low, high) = done.split_at(done.len() / 2);
    assert!(hertz(low) + 100 < hertz(high), "rising");
    assert!(hertz(&samples(Sound::Refused)) < 250, "low");
    let look = samples(Sound::LookHere);
    let note = 80 * 22_050 / 1_000;
    assert_eq!(look[..note], look[look.len() - note..], "two equal notes");
}

#[test]
fn no_sound_clicks() {
    for sound in Sound::ALL {
        let samples = samples(sound);
        assert_eq!(
            (samples[0], samples[samples.len() - 1]),
            (0, 0),
            "{sound:?}"
        );
        let jump = samples
            .windows(2)
            .map(|pair| pair[0].abs_diff(pair[1]))
            .max();
        assert!(jump.expect("samples") < 2_200, "{sound:?}: {jump:?}");
        let loudest = samples.iter().map(|sample| sample.unsigned_abs()).max();
        assert!(
            (6_000..=8_192).contains(&loudest.expect("samples")),
            "{sound:?}"
        );
    }
}

/// What a pipe holds at once on every system we run on.
#[test]
fn a_sound_fits_into_a_pipe() {
    for sound in Sound::ALL {
        assert!(wave::file(sound).len() < 60 * 1024, "{sound:?}");
    }
}

#[test]
fn without_a_player_there_is_silence() {
    let empty = tempfile::TempDir::new().expect("folder");
    let speaker = Speaker::find_in(&[empty.path().to_owned(), "relative".into()]);
    assert!(speaker.is_silent());
    speaker.play(Sound::Done);
    assert!(Speaker::find_in(&[]).is_silent());
    drop(Speaker::find());
}

#[cfg(unix)]
mod players {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::path::{Path, PathBuf};
    use std::sync::atomic::Ordering;
    use std::time::Duration;

    use tempfile::TempDir;

    use super::super::{Sound, Speaker, wave};
    use crate::paths::private_file;

    /// A player that does what the script says.
    fn player(folder: &Path, name: &str, script: &str) -> PathBuf {
        let path = folder.join(name);
        let text = format!("#!/bin/sh\n{script}\n");
        private_file(&path, text.as_bytes()).expect("script");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).expect("mode");
        path
    }

    fn wait_for(what: impl Fn() -> bool) {
        for _ in 0..1_000 {
            if what() {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("it did not happen");
    }

    fn playing(speaker: &Speaker) -> usize {
        speaker.playing.load(Ordering::Acquire)
    }

    #[test]
    fn the_first_player_found_gets_the_whole_file_and_is_reaped() {
        let folder = TempDir::new().expect("folder");
        let heard = folder.path().join("heard");
        let script = format!("cat > '{0}.new' && mv '{0}.new' '{0}'", heard.display());
        player(folder.path(), "paplay", &script);
        player(folder.path(), "aplay", "exit 1");
        let speaker = Speaker::find_in(&[folder.path().to_owned()]);
        assert!(!speaker.is_silent());
        speaker.play(Sound::LookHere);
        wait_for(|| heard.exists() && playing(&speaker) == 0);
        assert!(fs::read(heard).expect("heard") == wave::file(Sound::LookHere));
    }

    #[test]
    fn never_more_than_two_play_at_once_and_nobody_waits_for_them() {
        let folder = TempDir::new().expect("folder");
        let gate = folder.path().join("gate");
        let begun = folder.path().join("begun");
        let script = format!(
            "echo x >> '{}'; while [ ! -e '{}' ]; do sleep 0.02; done",
            begun.display(),
            gate.display()
        );
        player(folder.path(), "aplay", &script);
        let speaker = Speaker::find_in(&[folder.path().to_owned()]);
        for _ in 0..20 {
            speaker.play(Sound::Done);
        }
        assert_eq!(playing(&speaker), 2);
        let lines = || fs::read_to_string(&begun).map_or(0, |text| text.lines().count());
        wait_for(|| lines() == 2);
        private_file(&gate, b"").expect("gate");
        wait_for(|| playing(&speaker) == 0);
        assert_eq!(lines(), 2, "further sounds are left out");
        speaker.play(Sound::Done);
        wait_for(|| lines() == 3 && playing(&speaker) == 0);
    }

    #[test]
    fn a_player_that_does_not_start_gives_its_turn_back() {
        let folder = TempDir::new().expect("folder");
        let path = player(folder.path(), "aplay", "");
        let speaker = Speaker::find_in(&[folder.path().to_owned()]);
        fs::remove_file(path).expect("removed");
        speaker.play(Sound::Refused);
        wait_for(|| playing(&speaker) == 0);
    }

    #[test]
    fn a_file_that_is_no_program_is_no_player() {
        let folder = TempDir::new().expect("folder");
        private_file(&folder.path().join("aplay"), b"text").expect("file");
        assert!(Speaker::find_in(&[folder.path().to_owned()]).is_silent());
    }
}
