//! One ask from start to end: the turn, the control question, the signed question, the answer. Whatever happens, it is an
//! [`Asked`]; dropped half-way it leaves nothing behind.

use super::adapter::{Adapter, Asking, Envelope, Question, Unread};
use super::client::{
    BaseUrl, Body, Clients, Governor, Limits, Line, Lost, Pause, Reply, ServerTime, Turn, Wait, echoes, signed,
};
use super::refusal::{Came, refusal, silence, unasked};
use super::registry;
use crate::domain::{
    Asked, Chance, Class, Clock, ExchangeId, Moment, Problem, Reading, Refusal, Site, SiteId, Span, VenueFacts, Way,
};
use crate::secret::{Credential, Form};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What to ask, of whom, and how it travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskRequest {
    /// Which exchange.
    pub exchange: ExchangeId,
    /// Which of its worlds: a key is known in one only.
    pub site: SiteId,
    /// How the question travels.
    pub way: Way,
    /// What is asked.
    pub question: Question,
}

/// The exchanges, ready to be asked. Cheap to make: clients are built when first needed. One for a process: it keeps the
/// paces and pauses. Paces live on timers of the tokio runtime in which they were first used.
pub struct Exchanges {
    overrides: BTreeMap<ExchangeId, BaseUrl>,
    clock: Arc<dyn Clock>,
    clients: Clients,
    governor: Governor,
}

impl Exchanges {
    /// With the addresses that take an exchange's place (`[exchange.*] base_url`), the time, and the dice for the jitter.
    pub fn new(overrides: BTreeMap<ExchangeId, BaseUrl>, clock: Arc<dyn Clock>, chance: Arc<dyn Chance>) -> Self {
        Self { overrides, clock, clients: Clients::new(Limits::default()), governor: Governor::new(chance) }
    }

    /// With other limits of time and size than the usual ones.
    #[must_use]
    pub fn with_limits(self, limits: Limits) -> Self {
        Self { clients: Clients::new(limits), ..self }
    }

    /// Whether an exchange's questions go to this computer: then it is practice or a test, and waits may be short.
    pub fn is_loopback(&self, exchange: &ExchangeId) -> bool {
        self.overrides.get(exchange).is_some_and(BaseUrl::is_loopback)
    }

    /// The pairs of exchange and way that are not asked for a while: rows of the inventory, since a process is short.
    pub fn pauses(&self) -> Vec<Pause> {
        self.governor.pauses(self.clock.now())
    }

    /// Takes over a pause that another process earned. A longer one that is known already stays.
    pub fn set_pause(&self, exchange: &ExchangeId, way: &Way, until: Moment) {
        self.governor.pause(exchange, way, until);
    }

    /// Asks an exchange about a key. Sends nothing while the pair is paused, and nothing signed before the exchange's
    /// public clock was asked by the same way. Never an error: what went wrong is the answer's class.
    pub async fn ask(&self, request: &AskRequest, credential: &Credential) -> Asked {
        let mut seen = Seen::default();
        let answer = match self.talk(&request.exchange, &request.site, &request.way) {
            Ok(talk) => talk.ask(request.question, credential, &mut seen).await,
            Err(problem) => Err(unasked(Class::Unclear, &problem.to_string())),
        };
        let took = seen.took.num_milliseconds().clamp(0, i64::from(u32::MAX));
        Asked {
            at: self.clock.now(),
            exchange_at: seen.time.map(|time| time.theirs),
            control: seen.time.is_some(),
            site: request.site.clone(),
            host: seen.host,
            way: request.way.clone(),
            skew_millis: seen.time.map(|time| time.skew.num_milliseconds()),
            took_millis: u32::try_from(took).unwrap_or(u32::MAX),
            answer,
        }
    }

    /// The exchange's time by its public clock, and how far ours stands from it (ours minus theirs). Needs no key.
    ///
    /// # Errors
    /// A refusal, if no time came.
    pub async fn clock(&self, exchange: &ExchangeId, site: &SiteId, way: &Way) -> Result<(Moment, Span), Refusal> {
        let talk = self.talk(exchange, site, way).map_err(|problem| unasked(Class::Unclear, &problem.to_string()))?;
        let _turn = talk.turn(&mut Seen::default()).await?;
        match talk.control(&mut Seen::default()).await? {
            Control::Answered(_, time) => Ok((time.theirs, time.skew)),
            Control::Odd(_, refusal) => Err(refusal),
        }
    }

    fn talk<'a>(&'a self, exchange: &'a ExchangeId, site: &SiteId, way: &'a Way) -> Result<Talk<'a>, Problem> {
        let (venue, adapter) = registry::entry(exchange)?;
        let site = registry::site(exchange, site)?;
        let bases = match self.overrides.get(exchange) {
            Some(base) => vec![base.clone()],
            None => site.hosts.iter().map(|host| super::check_base_url(host)).collect::<Result<_, _>>()?,
        };
        bases.iter().try_for_each(|base| base.goes_by(way))?;
        let plain = bases.iter().all(BaseUrl::is_plain);
        let line = self.clients.line(way, plain, site.header.as_deref())?;
        Ok(Talk { exchanges: self, venue, adapter, site, way, bases, line })
    }
}

/// What was learnt on the way, for whatever answer comes of it.
struct Seen {
    host: Box<str>,
    time: Option<ServerTime>,
    took: Span,
}

impl Default for Seen {
    fn default() -> Self {
        Self { host: "".into(), time: None, took: Span::zero() }
    }
}

/// What became of the control question, and which of the site's machines it was.
enum Control<'a> {
    Answered(&'a BaseUrl, ServerTime),
    /// Something came, but no time: the key may still be asked, since a sign of life needs no control.
    Odd(&'a BaseUrl, Refusal),
}

/// One site of one venue, by one way.
struct Talk<'a> {
    exchanges: &'a Exchanges,
    venue: &'static VenueFacts,
    adapter: &'static Adapter,
    site: &'static Site,
    way: &'a Way,
    bases: Vec<BaseUrl>,
    line: Line,
}

impl Talk<'_> {
    async fn ask(&self, question: Question, credential: &Credential, seen: &mut Seen) -> Result<Reading, Refusal> {
        self.fits(credential)?;
        let _turn = self.turn(seen).await?;
        let (base, time) = match self.control(seen).await? {
            Control::Answered(base, time) => (base, Some(time)),
            Control::Odd(base, _) => (base, None),
        };
        let answer = self.put(question, base, time, credential, seen).await;
        // The only repeat there is: the clocks drifted or stepped since the control, so both are asked once more.
        if answer.as_ref().is_err_and(|refusal| refusal.class == Class::Clock)
            && let Ok(Control::Answered(base, time)) = self.control(seen).await
        {
            return self.put(question, base, Some(time), credential, seen).await;
        }
        answer
    }

    /// Whether the venue signs with such a credential at all.
    fn fits(&self, credential: &Credential) -> Result<(), Refusal> {
        let (name, form) = (&self.venue.name, credential.form());
        let takes =
            |form: Form| self.venue.parts.private_keys.iter().any(|word| word.eq_ignore_ascii_case(form.says()));
        if form != Form::Hmac && !takes(form) {
            return Err(unasked(
                Class::Unclear,
                &format!("{name} does not take {} keys: nothing was asked", form.says()),
            ));
        }
        if self.venue.parts.passphrase && !credential.has_passphrase() {
            return Err(unasked(
                Class::Signature,
                &format!("{name} wants a passphrase and none is sealed: nothing was asked"),
            ));
        }
        Ok(())
    }

    /// Waits for the turn; refuses while the pair is paused, before the wait and after it.
    async fn turn(&self, seen: &mut Seen) -> Result<Turn, Refusal> {
        seen.host = self.bases.first().map(BaseUrl::host).unwrap_or_default();
        self.not_paused()?;
        let exchange = &self.venue.id;
        let turn = self.exchanges.governor.turn(exchange, self.way, &self.adapter.pace).await;
        self.not_paused()?;
        Ok(turn)
    }

    fn not_paused(&self) -> Result<(), Refusal> {
        let paused = self.exchanges.governor.paused(&self.venue.id, self.way, self.now());
        paused.map_or(Ok(()), |until| {
            let at = until.format("%H:%M:%S");
            let says = format!("not asked: {} wants a pause until {at} UTC", self.venue.name);
            Err(Refusal { not_before: Some(until), ..unasked(Class::Rate, &says) })
        })
    }

    /// Asks the public clock. Where no connection stands, the site's next machine is tried; all other failures end it.
    async fn control(&self, seen: &mut Seen) -> Result<Control<'_>, Refusal> {
        let mut refused = silence("no connection");
        for base in &self.bases {
            seen.host = base.host();
            let before = self.now();
            let reply = match self.line.open(base, self.adapter.clock_path).await {
                Ok(reply) => reply,
                Err(lost) => {
                    refused = silence(&lost.says(self.way, self.line.limits()));
                    if lost == Lost::NoConnection {
                        continue;
                    }
                    break;
                }
            };
            if let (200, Body::Json(value)) = (reply.status, &reply.body)
                && let Some(theirs) = (self.adapter.clock)(value)
            {
                let time = ServerTime::measured(before, self.now(), theirs);
                seen.time = Some(time);
                return Ok(Control::Answered(base, time));
            }
            let refusal = self.refused("clock", &reply, &self.came(&reply));
            return if refusal.class == Class::Rate || refusal.not_before.is_some() {
                Err(refusal)
            } else {
                Ok(Control::Odd(base, refusal))
            };
        }
        Err(refused)
    }

    /// Puts the signed question, once.
    async fn put(
        &self,
        question: Question,
        base: &BaseUrl,
        time: Option<ServerTime>,
        credential: &Credential,
        seen: &mut Seen,
    ) -> Result<Reading, Refusal> {
        let asking = Asking { question, readable: self.site.readable };
        let before = self.now();
        let draft = (self.adapter.draft)(asking, time.map_or(before, |time| time.at(before)));
        let request =
            signed(&draft, credential, base).map_err(|problem| unasked(Class::Unclear, &problem.to_string()))?;
        let reply = self.line.signed(request).await;
        seen.took = self.now() - before;
        let reply = reply.map_err(|lost: Lost| silence(&lost.says(self.way, self.line.limits())))?;
        let came = match self.content(&reply) {
            Ok(content) => match (self.adapter.read)(asking, content) {
                Ok(reading) => return Ok(reading),
                Err(Unread(field)) => Came::Unread(field),
            },
            Err(came) => came,
        };
        let mut refusal = self.refused(draft.question, &reply, &came);
        if echoes(credential, &refusal.says) {
            refusal.says = "its words repeat what was sent and are not shown".to_owned();
        }
        refusal.code = refusal.code.filter(|code| !echoes(credential, code.as_str()));
        Err(refusal)
    }

    /// A success's content. Status and envelope are read before anything in it is believed.
    fn content<'r>(&self, reply: &'r Reply) -> Result<&'r serde_json::Value, Came<'r>> {
        match &reply.body {
            Body::Json(value) => match (self.adapter.envelope)(value) {
                Envelope::Success(content) if reply.status == 200 => Ok(content),
                _ => Err(self.came(reply)),
            },
            _ => Err(self.came(reply)),
        }
    }

    fn came<'r>(&self, reply: &'r Reply) -> Came<'r> {
        match &reply.body {
            Body::Json(value) => match (self.adapter.envelope)(value) {
                Envelope::Refused { code, text } => Came::Code { code, text },
                Envelope::Success(_) | Envelope::Foreign => Came::Foreign,
            },
            Body::Empty => Came::Empty,
            Body::Html => Came::Html,
            Body::NotJson => Came::NotJson,
            Body::CutOff => Came::CutOff,
            Body::TooLarge => Came::TooLarge,
            Body::Packed => Came::Packed,
        }
    }

    /// Reads a refusal, and pauses the pair where it asks for that.
    fn refused(&self, question: &str, reply: &Reply, came: &Came<'_>) -> Refusal {
        let mut refusal = refusal(self.venue, question, reply.status, came);
        let stops = refusal.class == Class::Rate
            || matches!(reply.status, 418 | 429)
            || reply.status == 403 && !(matches!(came, Came::Code { .. }) && refusal.class != Class::Unclear);
        let wanted = self.wanted_wait(reply, came, refusal.class);
        if stops {
            let until = self.now() + wanted.unwrap_or_else(|| self.usual_wait(reply.status)).clamp(SHORTEST, LONGEST);
            self.exchanges.governor.pause(&self.venue.id, self.way, until);
            refusal.not_before = Some(until);
        } else {
            refusal.not_before = wanted.map(|wanted| self.now() + wanted.clamp(SHORTEST, LONGEST));
        }
        refusal
    }

    /// How long the answer itself asks to wait.
    fn wanted_wait(&self, reply: &Reply, came: &Came<'_>, class: Class) -> Option<Span> {
        let by_words = match came {
            Came::Code { text, .. } if class == Class::Rate => (self.adapter.banned_until)(text),
            _ => None,
        };
        match reply.retry_after {
            Some(Wait::For(span)) => Some(span),
            Some(Wait::Until(moment)) => Some(moment - self.now()),
            None => by_words
                .or(reply.limit_reset.filter(|_| class == Class::Rate && reply.status == 200))
                .map(|moment| moment - self.now()),
        }
    }

    /// How long to wait where nobody says: Bybit lifts a 403 after ten minutes, Binance's shortest ban is two.
    fn usual_wait(&self, status: u16) -> Span {
        match status {
            403 => Span::minutes(10),
            418 => Span::minutes(2),
            429 => Span::minutes(1),
            _ => Span::from_std(self.adapter.pace.after_rate).unwrap_or(SHORTEST),
        }
    }

    fn now(&self) -> Moment {
        self.exchanges.clock.now()
    }
}

/// A wait that is asked for is never nothing, and never longer than Binance's longest ban.
const SHORTEST: Span = Span::seconds(1);
const LONGEST: Span = Span::days(3);
