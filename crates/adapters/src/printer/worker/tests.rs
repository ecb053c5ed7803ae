//! Drivers that hang, break down and wake up late.

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use paydesk_cheque::document::Document;
use paydesk_cheque::profile::PrinterProfile;
use paydesk_domain::printer::{PrinterFault, PrinterState};
use paydesk_till::world::PrintOutcome;

use super::{HANGING, PrintDesk};
use crate::printer::{FilePrinter, Permit, Printer};
use crate::samples::a_cheque;

const SOON: Duration = Duration::from_secs(20);

/// What a printer does with its next job.
enum Act {
    Prints,
    BreaksDown,
    /// Hangs with the first byte sent, until somebody lets go.
    HangsAfterwards(Receiver<()>),
    /// Hangs before the first byte, then goes on.
    HangsBefore(Receiver<()>),
}

/// A printer whose acts are given from outside; each made printer takes the next.
#[derive(Clone)]
struct Played {
    acts: Arc<Mutex<Receiver<Act>>>,
    /// Tells of each first byte.
    sent: Sender<()>,
    longest: Duration,
}

impl Printer for Played {
    fn print(&mut self, _: &Document, permit: &Permit) -> PrintOutcome {
        let act = self.acts.lock().expect("acts").recv().expect("an act");
        if let Act::HangsBefore(until) = &act {
            let _ = until.recv();
        }
        if !permit.begin() {
            return PrintOutcome::NotReady;
        }
        self.sent.send(()).expect("heard");
        match act {
            Act::Prints | Act::HangsBefore(_) => {}
            Act::BreaksDown => panic!("the driver broke down"),
            Act::HangsAfterwards(until) => {
                let _ = until.recv();
            }
        }
        PrintOutcome::Printed
    }

    fn state(&mut self) -> PrinterState {
        PrinterState::Ready
    }

    fn has_drawer(&self) -> bool {
        true
    }

    fn open_drawer(&mut self, permit: &Permit) -> bool {
        let act = self.acts.lock().expect("acts").try_recv();
        if let Ok(Act::HangsBefore(until)) = act {
            let _ = until.recv();
        }
        permit.begin()
    }

    fn longest(&self, document: Option<&Document>) -> Duration {
        document.map_or(self.longest, |_| self.longest)
    }
}

struct Stand {
    desk: PrintDesk,
    acts: Sender<Act>,
    sent: Receiver<()>,
}

fn stand(longest: Duration) -> Stand {
    let (acts, to_do) = mpsc::channel();
    let (say, sent) = mpsc::channel();
    let played = Played {
        acts: Arc::new(Mutex::new(to_do)),
        sent: say,
        longest,
    };
    Stand {
        desk: PrintDesk::start(move || Box::new(played.clone())),
        acts,
        sent,
    }
}

impl Stand {
    fn prints(&self, act: Act) -> PrintOutcome {
        self.acts.send(act).expect("given");
        let (say, said) = mpsc::channel();
        self.desk.print(a_cheque(0), move |outcome| {
            say.send(outcome).expect("heard");
        });
        said.recv_timeout(SOON).expect("an outcome")
    }

    fn looks(&self) -> PrinterState {
        let (say, said) = mpsc::channel();
        self.desk.look(move |state| say.send(state).expect("heard"));
        said.recv_timeout(SOON).expect("a state")
    }
}

fn opens(desk: &PrintDesk) -> bool {
    let (say, said) = mpsc::channel();
    desk.open_drawer(move |is_sent| say.send(is_sent).expect("heard"));
    said.recv_timeout(SOON).expect("an answer")
}

#[test]
fn the_drawer_opens_between_papers_and_a_driver_that_hangs_keeps_nobody() {
    let stand = stand(Duration::from_millis(500));
    assert_eq!(stand.prints(Act::Prints), PrintOutcome::Printed);
    assert!(opens(&stand.desk));
    let (_let_go, until) = mpsc::channel();
    stand.acts.send(Act::HangsBefore(until)).expect("given");
    assert!(!opens(&stand.desk), "nothing left, and nothing will");
    assert_eq!(stand.prints(Act::Prints), PrintOutcome::Printed);
}

#[test]
fn whether_there_is_a_drawer_is_known_of_the_printer_in_use() {
    let folder = tempfile::tempdir().expect("a folder");
    let stand = stand(SOON);
    assert!(stand.desk.has_drawer());
    let place = folder.path().to_owned();
    stand.desk.change(move || {
        let profile = PrinterProfile::builtin("generic-80").expect("a profile");
        Box::new(FilePrinter::new(place.clone(), profile))
    });
    assert!(!stand.desk.has_drawer(), "files have none");
    assert!(!opens(&stand.desk));
}

const AT_ONCE: Duration = Duration::from_millis(1);

#[test]
fn a_paper_whose_driver_hangs_is_asked_about_and_the_next_one_is_printed() {
    let stand = stand(Duration::from_millis(500));
    let (_let_go, until) = mpsc::channel();
    let hung = stand.prints(Act::HangsAfterwards(until));
    assert_eq!(hung, PrintOutcome::Uncertain);
    assert_eq!(stand.prints(Act::Prints), PrintOutcome::Printed);
}

#[test]
fn a_driver_that_hangs_before_the_first_byte_sends_none_when_it_wakes_up() {
    let stand = stand(AT_ONCE);
    let (let_go, until) = mpsc::channel();
    let hung = stand.prints(Act::HangsBefore(until));
    assert_eq!(hung, PrintOutcome::NotReady, "nothing has left");
    drop(let_go);
    // The thread that woke up ends, and with it its way to tell of a first byte.
    let Stand { desk, acts, sent } = stand;
    drop((desk, acts));
    assert_eq!(
        sent.recv_timeout(SOON),
        Err(mpsc::RecvTimeoutError::Disconnected)
    );
}

#[test]
fn a_driver_that_breaks_down_leaves_a_question_and_a_new_thread() {
    let stand = stand(SOON);
    assert_eq!(stand.prints(Act::BreaksDown), PrintOutcome::Uncertain);
    assert_eq!(stand.prints(Act::Prints), PrintOutcome::Printed);
}

#[test]
fn a_driver_that_always_hangs_gets_no_more_threads_and_no_more_papers() {
    let stand = stand(AT_ONCE);
    let mut held = Vec::new();
    for _ in 0..HANGING {
        let (let_go, until) = mpsc::channel();
        held.push(let_go);
        stand.prints(Act::HangsAfterwards(until));
    }
    let (say, said) = mpsc::channel();
    stand.desk.print(a_cheque(0), move |outcome| {
        say.send(outcome).expect("heard");
    });
    assert_eq!(said.recv_timeout(SOON), Ok(PrintOutcome::NotReady));
    let stuck = PrinterState::NotReady(PrinterFault::Stuck);
    assert_eq!(stand.looks(), stuck);
    assert!(stand.sent.try_iter().count() <= HANGING);
}

#[test]
fn many_who_look_at_once_are_all_answered() {
    let stand = stand(SOON);
    let (say, said) = mpsc::channel();
    for _ in 0..100 {
        let say = say.clone();
        stand
            .desk
            .look(move |state| say.send(state).expect("heard"));
    }
    for _ in 0..100 {
        assert_eq!(said.recv_timeout(SOON), Ok(PrinterState::Ready));
    }
}

#[test]
fn papers_beyond_what_may_wait_come_back_undone_at_once() {
    let stand = stand(SOON);
    let (let_go, until) = mpsc::channel();
    stand.acts.send(Act::HangsAfterwards(until)).expect("given");
    let (say, said) = mpsc::channel();
    for _ in 0..20 {
        let say = say.clone();
        stand.desk.print(a_cheque(0), move |outcome| {
            say.send(outcome).expect("heard");
        });
    }
    // None of those that wait can have been printed while the first one hangs.
    assert_eq!(said.recv_timeout(SOON), Ok(PrintOutcome::NotReady));
    for _ in 0..20 {
        stand.acts.send(Act::Prints).expect("given");
    }
    drop(let_go);
    let outcomes: Vec<PrintOutcome> = said.iter().take(19).collect();
    let printed = outcomes
        .iter()
        .filter(|outcome| **outcome == PrintOutcome::Printed)
        .count();
    assert!((1..=super::WAITING + 1).contains(&printed), "{printed}");
}
