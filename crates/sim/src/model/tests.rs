mod hub_table;
mod the_rules;

use super::Profile;
const PROFILES: [Profile; 2] = [Profile::Paydesk, Profile::Cyberplat];
#[test]
fn throwaway() {
    use super::walk::*;
    for profile in PROFILES {
        let only = std::env::var("ONLY").unwrap();
        for (name, scope) in layouts(profile) {
            if !only.split(',').any(|o| o == name) {
                continue;
            }
            let t = std::time::Instant::now();
            let w = walk(super::world::World::new(profile, scope, None), 2);
            println!(
                "{profile:?} {name}: {} {} {} {:?}",
                w.states,
                w.unique,
                w.depth,
                t.elapsed()
            );
        }
    }
}

#[test]
fn histogram() {
    use super::walk::*;
    use stateright::Model;
    use std::collections::*;
    for profile in PROFILES {
        let scope = layouts(profile)[0].1;
        let w = super::world::World::new(profile, scope, None);
        let mut seen: HashSet<_> = w.init_states().into_iter().collect();
        let mut todo: Vec<_> = seen.iter().copied().collect();
        while let Some(s) = todo.pop() {
            for n in w.next_states(&s) {
                if seen.insert(n) {
                    todo.push(n);
                }
            }
        }
        let mut h: BTreeMap<String, usize> = BTreeMap::new();
        for s in &seen {
            let l = &s.lanes[0];
            *h.entry(format!(
                "{:?} {:?} now{}",
                l.row.stage, l.row.attempt, s.now
            ))
            .or_default() += 1;
        }
        for (k, v) in h {
            println!("{profile:?} {k} {v}");
        }
        macro_rules! merge {
            ($name:expr, $f:expr) => {{
                let set: HashSet<_> = seen
                    .iter()
                    .map(|s| {
                        let mut s = *s;
                        let f: fn(&mut super::state::Lane) = $f;
                        f(&mut s.lanes[0]);
                        s
                    })
                    .collect();
                println!(
                    "{profile:?} without {}: {} of {}",
                    $name,
                    set.len(),
                    seen.len()
                );
            }};
        }
        merge!("granted", |l| l.row.granted_at = None);
        merge!("not_after", |l| l.row.not_after = None);
        merge!("both+pay", |l| {
            l.row.not_after = None;
            l.row.granted_at = None;
            l.sessions[0].pay = l.sessions[0].pay.map(|_| 0);
            l.sessions[0].checked_at = None;
        });
        merge!("checked_at", |l| l.sessions[0].checked_at = None);
        merge!("absent", |l| l.row.absent_at = None);
        merge!("check bit", |l| l.sessions[0].check = false);
        merge!("cancel bit", |l| l.sessions[0].cancel = false);
        merge!("pay bit", |l| l.sessions[0].pay = None);
        merge!("then", |l| l.then = None);
        merge!("reply", |l| l.reply = None);
        merge!("pays", |l| l.row.pays = l.row.pays.min(1));
        merge!("told", |l| l.told_absent = false);
        merge!("call/prov", |l| {
            l.sessions[0].call = super::state::Call::Idle;
            l.sessions[0].provided = super::state::Provided::Nothing;
        });
        merge!("row.cancel", |l| l.row.cancel = false);
        merge!("signed_at", |l| if let Some(r) = &mut l.reply {
            r.signed_at = 0;
        });
    }
}
