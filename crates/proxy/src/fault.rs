//! What can go wrong with one exchange.

use std::time::Duration;

/// One thing that goes wrong with one exchange. Places in a message count from its first byte or bit; one behind the
/// end is taken modulo the length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The hub works; its reply comes later.
    Delay(Duration),
    /// The request never reaches the hub; the connection breaks.
    LoseRequest,
    /// The hub works on the request to its end; the connection breaks instead of the reply.
    LoseReply,
    /// The hub works; the connection stands for so long, and nothing comes.
    Silence(Duration),
    /// The hub hears the request a second time, so much later. With no time between them both arrive at once, and
    /// the till hears the later reply.
    Duplicate(Duration),
    /// The next request of anybody overtakes this one.
    Reorder,
    /// The connection breaks at once; the hub hears the request so much later.
    Hold(Duration),
    /// An earlier reply of the same SESSION comes instead of the hub's.
    ReplayOwn,
    /// An earlier reply of another SESSION comes instead of the hub's.
    ReplayOther,
    /// The reply goes to the next exchange of anybody, and that one's reply comes here.
    Swap,
    /// The reply's body ends before this byte, as if it had no more.
    Truncate(usize),
    /// One bit of the reply's body is turned over.
    FlipReply(usize),
    /// One bit of the request's body is turned over.
    FlipRequest(usize),
    /// Both sending sides end early: towards the hub behind the request, towards the till in the middle of the
    /// reply.
    HalfClose,
    /// The reply comes byte by byte, so far apart.
    Drip(Duration),
    /// Somebody else answers.
    Instead {
        /// What.
        what: Instead,
        /// The hub has worked on the request all the same.
        hub_works: bool,
    },
    /// No connection stands: it is reset before anything is read.
    Refuse,
    /// The connection is reset behind this byte of the reply.
    ResetAfter(usize),
    /// One field of the request, counted from the first, is left out.
    StripRequest(usize),
    /// One field of the reply, counted from the first, is left out.
    StripReply(usize),
    /// The till is shown one of the wrong certificates; on a plain line nothing happens.
    WrongCertificate(usize),
}

/// What somebody says instead of the hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instead {
    /// The sign-in page of a network, with 200.
    Html,
    /// An error of a server in between.
    ServerError(u16),
    /// 429 with Retry-After.
    TooMany,
    /// 503 with Retry-After.
    Unavailable,
    /// Go elsewhere.
    Redirect,
    /// A body that never ends.
    Endless,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $key:literal,)*) => {
        /// A kind of fault, for counting and weighing.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $($(#[$doc])* $kind,)*
        }

        impl Kind {
            /// Every kind.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// Its name in reports and in the ids of texts.
            #[must_use]
            pub const fn as_key(self) -> &'static str {
                match self {
                    $(Self::$kind => $key,)*
                }
            }
        }
    };
}

kinds! {
    /// [`Fault::Delay`]; also a reply that waited for another one in vain.
    Delay = "delay",
    /// [`Fault::LoseRequest`].
    LoseRequest = "lose-request",
    /// [`Fault::LoseReply`].
    LoseReply = "lose-reply",
    /// [`Fault::Silence`].
    Silence = "silence",
    /// [`Fault::Duplicate`].
    Duplicate = "duplicate",
    /// [`Fault::Reorder`].
    Reorder = "reorder",
    /// [`Fault::Hold`].
    Hold = "hold",
    /// [`Fault::ReplayOwn`].
    ReplayOwn = "replay-own",
    /// [`Fault::ReplayOther`].
    ReplayOther = "replay-other",
    /// [`Fault::Swap`], counted for both of the replies.
    Swap = "swap",
    /// [`Fault::Truncate`].
    Truncate = "truncate",
    /// [`Fault::FlipReply`].
    FlipReply = "flip-reply",
    /// [`Fault::FlipRequest`].
    FlipRequest = "flip-request",
    /// [`Fault::HalfClose`].
    HalfClose = "half-close",
    /// [`Fault::Drip`].
    Drip = "drip",
    /// [`Instead::Html`].
    Html = "html",
    /// [`Instead::ServerError`].
    ServerError = "server-error",
    /// [`Instead::TooMany`].
    TooMany = "too-many",
    /// [`Instead::Unavailable`].
    Unavailable = "unavailable",
    /// [`Instead::Redirect`].
    Redirect = "redirect",
    /// [`Instead::Endless`].
    Endless = "endless",
    /// [`Fault::Refuse`].
    Refuse = "refuse",
    /// [`Fault::ResetAfter`].
    ResetAfter = "reset-after",
    /// [`Fault::StripRequest`].
    StripRequest = "strip-request",
    /// [`Fault::StripReply`].
    StripReply = "strip-reply",
    /// [`Fault::WrongCertificate`].
    WrongCertificate = "wrong-certificate",
}

impl Fault {
    /// What it is counted as.
    #[must_use]
    pub const fn kind(self) -> Kind {
        match self {
            Self::Delay(_) => Kind::Delay,
            Self::LoseRequest => Kind::LoseRequest,
            Self::LoseReply => Kind::LoseReply,
            Self::Silence(_) => Kind::Silence,
            Self::Duplicate(_) => Kind::Duplicate,
            Self::Reorder => Kind::Reorder,
            Self::Hold(_) => Kind::Hold,
            Self::ReplayOwn => Kind::ReplayOwn,
            Self::ReplayOther => Kind::ReplayOther,
            Self::Swap => Kind::Swap,
            Self::Truncate(_) => Kind::Truncate,
            Self::FlipReply(_) => Kind::FlipReply,
            Self::FlipRequest(_) => Kind::FlipRequest,
            Self::HalfClose => Kind::HalfClose,
            Self::Drip(_) => Kind::Drip,
            Self::Instead { what, .. } => what.kind(),
            Self::Refuse => Kind::Refuse,
            Self::ResetAfter(_) => Kind::ResetAfter,
            Self::StripRequest(_) => Kind::StripRequest,
            Self::StripReply(_) => Kind::StripReply,
            Self::WrongCertificate(_) => Kind::WrongCertificate,
        }
    }
}

impl Instead {
    const fn kind(self) -> Kind {
        match self {
            Self::Html => Kind::Html,
            Self::ServerError(_) => Kind::ServerError,
            Self::TooMany => Kind::TooMany,
            Self::Unavailable => Kind::Unavailable,
            Self::Redirect => Kind::Redirect,
            Self::Endless => Kind::Endless,
        }
    }

    /// Its answer with head; of an endless body the beginning.
    pub(crate) fn answer(self) -> Vec<u8> {
        let page = "<html><head><title>Sign in</title></head><body>ERROR=0 RESULT=0</body></html>";
        let (status, more) = match self {
            Self::Html => ("200 OK".to_owned(), ""),
            Self::ServerError(code) => (format!("{code} Internal Server Error"), ""),
            Self::TooMany => ("429 Too Many Requests".to_owned(), "retry-after: 2\r\n"),
            Self::Unavailable => ("503 Service Unavailable".to_owned(), "retry-after: 2\r\n"),
            Self::Redirect => (
                "302 Found".to_owned(),
                "location: http://127.0.0.1:9/elsewhere\r\n",
            ),
            Self::Endless => {
                return b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\n"
                    .to_vec();
            }
        };
        let length = page.len();
        format!(
            "HTTP/1.1 {status}\r\ncontent-type: text/html\r\n{more}content-length: {length}\r\n\
             connection: close\r\n\r\n{page}"
        )
        .into_bytes()
    }
}
