//! The roles that widgets draw in, and what each becomes in a theme. Widgets name a role, never a colour; this table is
//! the whole theme.

use crate::domain::Theme;
use ratatui::style::{Color, Modifier, Style};

/// What a piece of text is on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// What is said.
    Text,
    /// The screen's name, the first sentence of line 2, a bot's name in a row that wants something, a pane's title.
    Strong,
    /// Rules, column heads, facts of fine rows, notes, labels: nothing is decided by it.
    Quiet,
    /// Broken now.
    Bad,
    /// Needs the user soon.
    Warn,
    /// Nobody knows.
    Unknown,
    /// Being worked on.
    Work,
    /// The step that is at work, and its sign.
    Now,
    /// A key to press, and the cursor.
    Key,
    /// "All is well."
    Good,
    /// Line 1 in practice.
    Banner,
}

impl Role {
    /// All of them, in the order of the table.
    pub const ALL: [Self; 11] = [
        Self::Text,
        Self::Strong,
        Self::Quiet,
        Self::Bad,
        Self::Warn,
        Self::Unknown,
        Self::Work,
        Self::Now,
        Self::Key,
        Self::Good,
        Self::Banner,
    ];
}

/// Whether the terminal writes light on dark or dark on light.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ground {
    /// Light on dark.
    #[default]
    Dark,
    /// Dark on light.
    Light,
}

impl Ground {
    /// What `COLORFGBG` says: `15;0`, or `0;default;15`: the last number is the ground's, of the named sixteen.
    pub fn of_variable(text: Option<&str>) -> Self {
        match text.and_then(|text| text.rsplit(';').next()).and_then(|number| number.parse::<u8>().ok()) {
            Some(7 | 9..=15) => Self::Light,
            _ => Self::Dark,
        }
    }
}

/// Which column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// The terminal's named colours.
    Colour(Ground),
    /// Black and white, nothing dim.
    High(Ground),
    /// No colour at all: `NO_COLOR`, `TERM=dumb`.
    Plain,
}

impl Tone {
    /// The column for what the user wants, on what the terminal has. Until it tells its ground it counts as dark.
    pub const fn of(theme: Theme, ground: Ground, colourless: bool) -> Self {
        match (colourless, theme) {
            (true, _) => Self::Plain,
            (_, Theme::Auto) => Self::Colour(ground),
            (_, Theme::Dark) => Self::Colour(Ground::Dark),
            (_, Theme::Light) => Self::Colour(Ground::Light),
            (_, Theme::High) => Self::High(ground),
        }
    }

    const fn style(self, role: Role) -> Style {
        match self {
            Self::Colour(ground) => coloured(role, ground),
            Self::High(ground) => high(role, ground),
            Self::Plain => plain(role),
        }
    }
}

const fn coloured(role: Role, ground: Ground) -> Style {
    let dark = matches!(ground, Ground::Dark);
    let none = Style::new();
    match role {
        Role::Text => none,
        Role::Strong | Role::Unknown => none.add_modifier(Modifier::BOLD),
        Role::Quiet => none.add_modifier(Modifier::DIM),
        Role::Bad => none.fg(if dark { Color::LightRed } else { Color::Red }).add_modifier(Modifier::BOLD),
        Role::Warn => none.fg(if dark { Color::Yellow } else { Color::Magenta }).add_modifier(Modifier::BOLD),
        Role::Work => none.fg(accent(dark)),
        Role::Now | Role::Key => none.fg(accent(dark)).add_modifier(Modifier::BOLD),
        Role::Good if dark => none.fg(Color::Green).add_modifier(Modifier::BOLD),
        Role::Good => none.add_modifier(Modifier::BOLD),
        Role::Banner => none.add_modifier(Modifier::BOLD).add_modifier(Modifier::REVERSED),
    }
}

const fn accent(dark: bool) -> Color {
    if dark { Color::Cyan } else { Color::Blue }
}

const fn high(role: Role, ground: Ground) -> Style {
    let dark = matches!(ground, Ground::Dark);
    let plain = Style::new().fg(if dark { Color::White } else { Color::Black });
    let bold = plain.add_modifier(Modifier::BOLD);
    match role {
        Role::Text | Role::Quiet | Role::Work => plain,
        Role::Strong | Role::Unknown | Role::Now | Role::Good => bold,
        Role::Bad | Role::Banner => bold.add_modifier(Modifier::REVERSED),
        Role::Warn => bold.add_modifier(Modifier::UNDERLINED),
        Role::Key if dark => Style::new().fg(Color::LightCyan).add_modifier(Modifier::BOLD),
        Role::Key => bold.add_modifier(Modifier::UNDERLINED),
    }
}

const fn plain(role: Role) -> Style {
    let none = Style::new();
    match role {
        Role::Text | Role::Unknown | Role::Work => none,
        Role::Strong | Role::Warn | Role::Now | Role::Key | Role::Good => none.add_modifier(Modifier::BOLD),
        Role::Quiet => none.add_modifier(Modifier::DIM),
        Role::Bad => none.add_modifier(Modifier::BOLD).add_modifier(Modifier::UNDERLINED),
        Role::Banner => none.add_modifier(Modifier::BOLD).add_modifier(Modifier::REVERSED),
    }
}

/// A theme ready to draw with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Palette {
    tone: Tone,
    /// Roles whose colour this terminal shows too weakly for words, as bits by [`Role`]'s order.
    weak: u16,
}

impl Palette {
    /// The table's column as it stands.
    pub const fn new(tone: Tone) -> Self {
        Self { tone, weak: 0 }
    }

    /// The same on a terminal that told its colours: a role under 4.5:1 draws its words as [`Role::Strong`] and keeps its
    /// hue for the sign, for which 3:1 is enough; `quiet` under 3:1, dimmed by half, is drawn as text.
    #[must_use]
    pub fn fitted(mut self, colours: &Colours) -> Self {
        self.weak = 0;
        if !matches!(self.tone, Tone::Colour(_)) {
            return self;
        }
        for role in Role::ALL {
            let weak = match self.tone.style(role).fg {
                Some(named) => colours.named(named).is_some_and(|rgb| rgb.contrast(colours.ground) < 4.5),
                None if role == Role::Quiet => colours.text.half(colours.ground).contrast(colours.ground) < 3.0,
                None => false,
            };
            if weak {
                self.weak |= 1 << role as u16;
            }
        }
        self
    }

    /// How words in this role look.
    pub const fn words(&self, role: Role) -> Style {
        if self.weak & (1 << role as u16) == 0 {
            return self.tone.style(role);
        }
        self.tone.style(if matches!(role, Role::Quiet) { Role::Text } else { Role::Strong })
    }

    /// How a sign in this role looks.
    pub const fn sign(&self, role: Role) -> Style {
        if matches!(role, Role::Quiet) { self.words(role) } else { self.tone.style(role) }
    }

    /// The same in the row under the cursor: nothing dim; in high contrast reversed, and what is bad turned back; without
    /// colour bold.
    pub const fn under_cursor(&self, style: Style) -> Style {
        match self.tone {
            Tone::Colour(_) => style.remove_modifier(Modifier::DIM),
            Tone::High(_) if style.add_modifier.contains(Modifier::REVERSED) => {
                style.remove_modifier(Modifier::REVERSED)
            }
            Tone::High(_) => style.add_modifier(Modifier::REVERSED),
            Tone::Plain => style.remove_modifier(Modifier::DIM).add_modifier(Modifier::BOLD),
        }
    }
}

/// A colour as the terminal tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

impl Rgb {
    /// The contrast of two colours, 1 to 21 (WCAG 2, *contrast ratio*).
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Light enough to be the ground of dark text.
    pub fn is_light(self) -> bool {
        self.luminance() > 0.18
    }

    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let share = f64::from(part) / 255.0;
            if share <= 0.04 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// Half of this, half of the other: what DIM makes of it, taken as the strong sort of terminal does it.
    fn half(self, other: Self) -> Self {
        Self(self.0.midpoint(other.0), self.1.midpoint(other.1), self.2.midpoint(other.2))
    }
}

/// What a terminal told of its colours (OSC 4, 10, 11).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colours {
    /// OSC 11.
    pub ground: Rgb,
    /// OSC 10.
    pub text: Rgb,
    /// OSC 4, by number; `None` where it did not tell.
    pub sixteen: [Option<Rgb>; 16],
}

impl Colours {
    /// The numbers (OSC 4) that the roles use: red, green, yellow, blue, magenta, cyan, light red.
    pub const ASKED: [u8; 7] = [1, 2, 3, 4, 5, 6, 9];

    fn named(&self, colour: Color) -> Option<Rgb> {
        let number = match colour {
            Color::Red => 1,
            Color::Green => 2,
            Color::Yellow => 3,
            Color::Blue => 4,
            Color::Magenta => 5,
            Color::Cyan => 6,
            Color::LightRed => 9,
            _ => return None,
        };
        self.sixteen.get(number).copied().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOLARIZED: [(usize, Rgb); 7] = [
        (1, Rgb(0xdc, 0x32, 0x2f)),
        (2, Rgb(0x85, 0x99, 0x00)),
        (3, Rgb(0xb5, 0x89, 0x00)),
        (4, Rgb(0x26, 0x8b, 0xd2)),
        (5, Rgb(0xd3, 0x36, 0x82)),
        (6, Rgb(0x2a, 0xa1, 0x98)),
        (9, Rgb(0xcb, 0x4b, 0x16)),
    ];

    fn solarized(ground: Rgb, text: Rgb) -> Colours {
        let mut sixteen = [None; 16];
        for (number, rgb) in SOLARIZED {
            sixteen[number] = Some(rgb);
        }
        Colours { ground, text, sixteen }
    }

    #[test]
    fn the_table_is_the_table() {
        let cases: [(Role, &str, &str, &str, &str); 11] = [
            (Role::Text, "", "", "White", ""),
            (Role::Strong, "BOLD", "BOLD", "White BOLD", "BOLD"),
            (Role::Quiet, "DIM", "DIM", "White", "DIM"),
            (Role::Bad, "LightRed BOLD", "Red BOLD", "White BOLD REVERSED", "BOLD UNDERLINED"),
            (Role::Warn, "Yellow BOLD", "Magenta BOLD", "White BOLD UNDERLINED", "BOLD"),
            (Role::Unknown, "BOLD", "BOLD", "White BOLD", ""),
            (Role::Work, "Cyan", "Blue", "White", ""),
            (Role::Now, "Cyan BOLD", "Blue BOLD", "White BOLD", "BOLD"),
            (Role::Key, "Cyan BOLD", "Blue BOLD", "LightCyan BOLD", "BOLD"),
            (Role::Good, "Green BOLD", "BOLD", "White BOLD", "BOLD"),
            (Role::Banner, "BOLD REVERSED", "BOLD REVERSED", "White BOLD REVERSED", "BOLD REVERSED"),
        ];
        for (role, dark, light, high, plain) in cases {
            for (tone, wanted) in [
                (Tone::Colour(Ground::Dark), dark),
                (Tone::Colour(Ground::Light), light),
                (Tone::High(Ground::Dark), high),
                (Tone::Plain, plain),
            ] {
                assert_eq!(told(Palette::new(tone).words(role)), wanted, "{role:?} {tone:?}");
            }
        }
        let high_light = Palette::new(Tone::High(Ground::Light));
        assert_eq!(told(high_light.words(Role::Key)), "Black BOLD UNDERLINED");
        assert_eq!(told(high_light.words(Role::Text)), "Black");
    }

    fn told(style: Style) -> String {
        let mut words = Vec::new();
        if let Some(fg) = style.fg {
            words.push(fg.to_string().replace(' ', ""));
        }
        for (modifier, word) in [
            (Modifier::BOLD, "BOLD"),
            (Modifier::DIM, "DIM"),
            (Modifier::UNDERLINED, "UNDERLINED"),
            (Modifier::REVERSED, "REVERSED"),
        ] {
            if style.add_modifier.contains(modifier) {
                words.push(word.to_owned());
            }
        }
        words.join(" ")
    }

    #[test]
    fn a_weak_hue_is_kept_for_the_sign_alone() {
        let colours = solarized(Rgb(0x00, 0x2b, 0x36), Rgb(0x83, 0x94, 0x96));
        let palette = Palette::new(Tone::Colour(Ground::Dark)).fitted(&colours);
        assert_eq!(told(palette.words(Role::Bad)), "BOLD", "light red has 3.3 on Solarized dark");
        assert_eq!(told(palette.sign(Role::Bad)), "LightRed BOLD");
        assert_eq!(told(palette.words(Role::Warn)), "Yellow BOLD", "yellow has 4.7");
        assert_eq!(told(palette.words(Role::Quiet)), "", "dim has 2.2");
        let light =
            Palette::new(Tone::Colour(Ground::Light)).fitted(&solarized(Rgb(0xfd, 0xf6, 0xe3), Rgb(0x65, 0x7b, 0x83)));
        for role in [Role::Bad, Role::Warn, Role::Work, Role::Now, Role::Key] {
            assert_eq!(told(light.words(role)), "BOLD", "{role:?}: no hue above 4.5 there");
        }
        let high = Palette::new(Tone::High(Ground::Dark));
        assert_eq!(high.fitted(&colours), high);
    }

    #[test]
    fn the_row_under_the_cursor_is_never_dim() {
        for tone in [Tone::Colour(Ground::Dark), Tone::Colour(Ground::Light), Tone::High(Ground::Dark), Tone::Plain] {
            let palette = Palette::new(tone);
            for role in Role::ALL {
                assert!(!palette.under_cursor(palette.words(role)).add_modifier.contains(Modifier::DIM));
            }
        }
        let high = Palette::new(Tone::High(Ground::Dark));
        assert_eq!(told(high.under_cursor(high.words(Role::Text))), "White REVERSED");
        assert_eq!(told(high.under_cursor(high.words(Role::Bad))), "White BOLD");
    }

    #[test]
    fn contrast_is_the_usual_one() {
        assert!((Rgb(0, 0, 0).contrast(Rgb(255, 255, 255)) - 21.0).abs() < 0.01);
        assert!(Rgb(0xff, 0xff, 0xff).is_light() && !Rgb(0x1e, 0x1e, 0x1e).is_light());
    }

    #[test]
    fn the_ground_is_guessed_before_it_is_told() {
        for (text, ground) in [
            ("15;0", Ground::Dark),
            ("0;15", Ground::Light),
            ("0;default;7", Ground::Light),
            ("x", Ground::Dark),
            ("12;8", Ground::Dark),
        ] {
            assert_eq!(Ground::of_variable(Some(text)), ground, "{text}");
        }
        assert_eq!(Ground::of_variable(None), Ground::Dark);
    }

    #[test]
    fn no_colour_beats_every_theme() {
        assert_eq!(Tone::of(Theme::High, Ground::Dark, true), Tone::Plain);
        assert_eq!(Tone::of(Theme::Auto, Ground::Light, false), Tone::Colour(Ground::Light));
        assert_eq!(Tone::of(Theme::Dark, Ground::Light, false), Tone::Colour(Ground::Dark));
    }
}
