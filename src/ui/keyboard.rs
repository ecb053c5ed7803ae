//! Keys for the whole window: what no widget has taken goes to the screen as one message.
//!
//! A widget and not a subscription, so that tests press keys as a cashier does.

mod latin;

use iced::advanced::widget::{Operation, Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, layout, mouse, overlay, renderer};
use iced::keyboard::{self, Modifiers, key};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector};

/// One key that was pressed, as the screens read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Press {
    /// A function key, 1 to 12.
    F(u8),
    /// A function key together with Ctrl.
    CtrlF(u8),
    Enter,
    CtrlEnter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    PageUp,
    PageDown,
    /// A character together with Ctrl, as the key is on a Latin keyboard, whatever the layout.
    Ctrl(char),
    /// Typed text.
    Char(char),
}

/// One key, and what it would be on a Latin keyboard: a scanner presses those, in whatever layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) press: Press,
    /// None where its place says nothing.
    pub(crate) latin: Option<char>,
}

impl Key {
    /// Reads an event of the keyboard, as [`Press::read`] does.
    pub(crate) fn read(event: &keyboard::Event) -> Option<Self> {
        let press = Press::read(event)?;
        let latin = match event {
            keyboard::Event::KeyPressed {
                physical_key: key::Physical::Code(code),
                modifiers,
                ..
            } => latin::latin(*code, modifiers.shift()),
            _ => None,
        };
        Some(Self { press, latin })
    }
}

impl Press {
    /// Reads an event of the keyboard; nothing for a release, a bare modifier or a held key that must not repeat.
    pub(crate) fn read(event: &keyboard::Event) -> Option<Self> {
        let keyboard::Event::KeyPressed {
            key,
            modified_key,
            physical_key,
            modifiers,
            text,
            repeat,
            ..
        } = event
        else {
            return None;
        };
        if let key::Key::Named(named) = key {
            return Self::named(*named, *modifiers, *repeat);
        }
        if modifiers.command() && !modifiers.alt() {
            // A held chord is one chord.
            let latin = key.to_latin(*physical_key).or_else(|| character(key));
            return latin
                .filter(|_| !repeat)
                .map(|c| Self::Ctrl(c.to_ascii_lowercase()));
        }
        let typed = text.as_ref().and_then(|text| text.chars().next());
        typed
            .or_else(|| character(modified_key))
            .filter(|c| !c.is_control())
            .map(Self::Char)
    }

    fn named(named: key::Named, modifiers: Modifiers, repeat: bool) -> Option<Self> {
        use key::Named;
        let function = |n| {
            if modifiers.command() {
                Self::CtrlF(n)
            } else {
                Self::F(n)
            }
        };
        // Keys that decide something act once, however long they are held; keys that move and edit repeat.
        let decides = |press| (!repeat).then_some(press);
        match named {
            Named::F1 => decides(function(1)),
            Named::F2 => decides(function(2)),
            Named::F3 => decides(function(3)),
            Named::F4 => decides(function(4)),
            Named::F5 => decides(function(5)),
            Named::F6 => decides(function(6)),
            Named::F7 => decides(function(7)),
            Named::F8 => decides(function(8)),
            Named::F9 => decides(function(9)),
            Named::F10 => decides(function(10)),
            Named::F11 => decides(function(11)),
            Named::F12 => decides(function(12)),
            Named::Enter if modifiers.command() => decides(Self::CtrlEnter),
            Named::Enter => decides(Self::Enter),
            Named::Escape => decides(Self::Esc),
            Named::Tab if modifiers.shift() => Some(Self::BackTab),
            Named::Tab => Some(Self::Tab),
            Named::Backspace => Some(Self::Backspace),
            Named::Delete => Some(Self::Delete),
            Named::ArrowLeft => Some(Self::Left),
            Named::ArrowRight => Some(Self::Right),
            Named::ArrowUp => Some(Self::Up),
            Named::ArrowDown => Some(Self::Down),
            Named::Home => Some(Self::Home),
            Named::End => Some(Self::End),
            Named::PageUp => Some(Self::PageUp),
            Named::PageDown => Some(Self::PageDown),
            Named::Space => Some(Self::Char(' ')),
            _ => None,
        }
    }
}

fn character(key: &key::Key) -> Option<char> {
    match key {
        key::Key::Character(text) => text.chars().next(),
        key::Key::Named(_) | key::Key::Unidentified => None,
    }
}

/// Wraps a whole window: keys that nothing inside has taken become messages.
pub(crate) fn listener<'a, M: 'a>(
    content: impl Into<Element<'a, M>>,
    on_key: impl Fn(Key) -> M + 'a,
) -> Element<'a, M> {
    Element::new(Listener {
        content: content.into(),
        on_key: Box::new(on_key),
    })
}

struct Listener<'a, M> {
    content: Element<'a, M>,
    on_key: Box<dyn Fn(Key) -> M + 'a>,
}

impl<M> Widget<M, Theme, Renderer> for Listener<'_, M> {
    fn tag(&self) -> tree::Tag {
        self.content.as_widget().tag()
    }

    fn state(&self) -> tree::State {
        self.content.as_widget().state()
    }

    fn children(&self) -> Vec<Tree> {
        self.content.as_widget().children()
    }

    fn diff(&self, tree: &mut Tree) {
        self.content.as_widget().diff(tree);
    }

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn layout(
        &mut self,
        tree: &mut Tree,
        renderer: &Renderer,
        limits: &layout::Limits,
    ) -> layout::Node {
        self.content.as_widget_mut().layout(tree, renderer, limits)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        self.content
            .as_widget_mut()
            .operate(tree, layout, renderer, operation);
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, M>,
        viewport: &Rectangle,
    ) {
        self.content.as_widget_mut().update(
            tree, event, layout, cursor, renderer, clipboard, shell, viewport,
        );
        if shell.is_event_captured() {
            return;
        }
        if let Event::Keyboard(event) = event
            && let Some(key) = Key::read(event)
        {
            shell.publish((self.on_key)(key));
            shell.capture_event();
        }
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        self.content
            .as_widget()
            .mouse_interaction(tree, layout, cursor, viewport, renderer)
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        self.content
            .as_widget()
            .draw(tree, renderer, theme, style, layout, cursor, viewport);
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, M, Theme, Renderer>> {
        self.content
            .as_widget_mut()
            .overlay(tree, layout, renderer, viewport, translation)
    }
}
