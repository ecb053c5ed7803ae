use super::rig::Rig;
use std::time::Instant;

#[test]
#[expect(clippy::disallowed_methods, reason = "measures")]
fn cost() {
    let mut rig = Rig::new();
    rig.evidence.canaries = (0..200).map(|n| format!("916000{n:04}")).collect();
    for id in 1..=200 {
        match id % 5 {
            0 => rig.refused(id),
            1 => rig.tendered(id),
            2 => rig.unknown(id),
            _ => {
                rig.paid(id);
                rig.printed(id);
            }
        }
        rig.evidence.log.push(format!(
            "payment {id} is asked about, a line of a usual length in a log"
        ));
    }
    let t = Instant::now();
    assert_eq!(rig.look(), []);
    println!("first look at 200: {:?}", t.elapsed());
    let t = Instant::now();
    for _ in 0..1000 {
        rig.look();
    }
    println!("idle: {:?}", t.elapsed() / 1000);
    let mut each: Vec<(std::time::Duration, &str)> = Vec::new();
    for id in 201..=400 {
        macro_rules! step {
            ($name:expr, $e:expr) => {
                $e;
                let t = Instant::now();
                let f = rig.look();
                each.push((t.elapsed(), $name));
                assert_eq!(f, []);
            };
        }
        step!("paid whole", rig.paid(id));
        step!("printed", rig.printed(id));
        step!("checked", rig.checked(id + 1000));
        rig.attempt(id - 100, "status");
        rig.evidence.sent.pop();
        step!("status", rig.ended(None));
    }
    each.sort();
    for name in ["paid whole", "printed", "checked", "status"] {
        let of: Vec<_> = each.iter().filter(|(_, n)| *n == name).collect();
        println!(
            "{name}: median {:?} p90 {:?} max {:?}",
            of[of.len() / 2].0,
            of[of.len() * 9 / 10].0,
            of[of.len() - 1].0
        );
    }
    let t = Instant::now();
    rig.everything();
    println!("everything at 600: {:?}", t.elapsed());
}
