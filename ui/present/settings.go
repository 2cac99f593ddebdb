package present

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"tillside/payments"
)

// The themes.
const (
	ThemeSystem = "system"
	ThemeLight  = "light"
	ThemeDark   = "dark"
)

// Settings are what a shop chose. They hold no key.
type Settings struct {
	Environment string // a place, see payments.Providers; "" before the first run is finished
	Currency    payments.Currency
	Locale      string // "" follows the computer
	Theme       string
	TextScale   int // percent, 100 to 200
	Shop        string
	Badges      map[string]payments.Badge // by terminal ID
	Hosts       map[string]string         // addresses of one's own, by payments.Providers.HostKey
	Callbacks   Callbacks
	Limits      OwnerLimits
	Profiles    map[string]ProfileSettings // by profile; a shop that has one need not be here, see ProfilesAt
	Terminals   TerminalLists
	Choices     map[string]map[string]string // by profile and payments.Choice
	Tips        map[string]TipSettings       // by profile; see TipsOf
	Program     ProgramSettings
}

// ProgramSettings are kept about the program, and not about the shop.
type ProgramSettings struct {
	Window         WindowSize
	LookForVersion bool   // after each start, see Releases
	LastTerminal   string // ID of the terminal chosen last
	Lacks          Lacks  // what merchants were told that they do not have
}

// TerminalLists are terminals by profile.
type TerminalLists struct {
	Known map[string][]payments.Terminal // as they were listed last
	Typed map[string][]payments.Terminal // those that no provider lists
	Here  map[string]bool                // by terminal ID: those of this till; none where all are
}

// WindowSize is how large the window was left; zero for the default.
type WindowSize struct{ Width, Height int }

// The words under which settings are kept.
const (
	wordEnvironment  = "environment"
	wordCurrency     = "currency"
	wordLocale       = "locale"
	wordTheme        = "theme"
	wordTextScale    = "text_scale"
	wordShop         = "shop"
	wordLastTerminal = "last_terminal"
	wordHost         = "_url" // behind the key of the address
	wordWidth        = "window_width"
	wordHeight       = "window_height"
	wordKnown        = "terminals:"       // and the profile
	wordTyped        = "typed_terminals:" // and the profile
	wordVersions     = "look_for_version"
	wordBadge        = "badge:"  // and the terminal's ID
	wordChoice       = "choice:" // and the choice's ID, a colon and the profile
	wordHere         = "here:"   // and the terminal's ID
)

// askAbove is the highest amount that is charged without a question while the shop has not
// chosen one, in minor units: 9,999.99 where there are two decimals.
const askAbove = 999_999

// largest window a setting may ask for, in Fyne's units.
const largestWindow = 10000

// TextScales are the text sizes on offer, in percent.
func TextScales() []int { return []int{100, 125, 150, 175, 200} }

// DefaultSettings are those of a new installation.
func DefaultSettings() Settings {
	return Settings{
		Currency: "EUR", Theme: ThemeSystem, TextScale: 100, Limits: OwnerLimits{AskAbove: askAbove, LockAfter: lockAfter},
		Badges: map[string]payments.Badge{}, Hosts: map[string]string{},
		Terminals: TerminalLists{Known: map[string][]payments.Terminal{}, Typed: map[string][]payments.Terminal{}, Here: map[string]bool{}},
		Choices:   map[string]map[string]string{}, Profiles: map[string]ProfileSettings{}, Program: ProgramSettings{Lacks: Lacks{}},
	}
}

// ParseSettings reads settings from plain words. A word that is missing or makes no sense
// leaves its default: a settings file must never keep a till from opening.
func ParseSettings(words map[string]string) Settings {
	s := DefaultSettings()
	if isPlace(words[wordEnvironment]) {
		s.Environment = words[wordEnvironment]
	}
	s.Theme = oneOf(words[wordTheme], s.Theme, ThemeSystem, ThemeLight, ThemeDark)
	if c, err := payments.ParseCurrency(words[wordCurrency]); err == nil {
		s.Currency = c
	}
	s.Locale = oneOf(words[wordLocale], "", Languages()...)
	if n := number(words[wordTextScale], 100, 200); n != 0 {
		s.TextScale = n
	}
	s.Shop = oneLine(words[wordShop], 60)
	s.Program.LastTerminal = words[wordLastTerminal]
	s.Callbacks, s.Tips = parseCallbacks(words), parseAllTips(words)
	s.Program.Window = WindowSize{number(words[wordWidth], 1, largestWindow), number(words[wordHeight], 1, largestWindow)}
	s.Program.LookForVersion = words[wordVersions] == strconv.FormatBool(true)
	s.Limits = parseLimits(words)
	for key, value := range words {
		s.parseNamed(key, value)
	}
	return s
}

// parseNamed reads a word whose key names what it is about.
func (s Settings) parseNamed(key, value string) {
	if id, ok := strings.CutPrefix(key, wordBadge); ok && id != "" {
		if b, ok := parseBadge(value); ok {
			s.Badges[id] = b
		}
	}
	for prefix, lists := range map[string]map[string][]payments.Terminal{wordKnown: s.Terminals.Known, wordTyped: s.Terminals.Typed} {
		profile, ok := strings.CutPrefix(key, prefix)
		if list := parseTerminals(value); ok && payments.IsProfileKey(profile) && len(list) > 0 {
			lists[profile] = list
		}
	}
	s.Terminals.parseHere(key, value)
	s.Program.Lacks.parse(key, value)
	if named, ok := strings.CutPrefix(key, wordChoice); ok {
		s.parseChoice(named, value)
	}
	if profile, ok := strings.CutPrefix(key, wordProfile); ok && payments.IsProfileKey(profile) {
		if p, ok := parseProfile(value); ok {
			s.Profiles[profile] = p
		}
	}
	if address, ok := strings.CutSuffix(key, wordHost); ok && value != "" && slices.Contains(payments.Addresses(), address[strings.LastIndex(address, "/")+1:]) {
		s.Hosts[address] = value
	}
}

// parseHere reads that a terminal belongs to this till: "here:PAXA920/1".
func (l TerminalLists) parseHere(key, value string) {
	if id, ok := strings.CutPrefix(key, wordHere); ok && id != "" && value != "" {
		l.Here[id] = true
	}
}

// parseChoice reads a choice of a profile: "document:acme/production".
func (s Settings) parseChoice(named, value string) {
	if choice, profile, ok := strings.Cut(named, ":"); ok && value != "" && payments.IsProfileKey(profile) {
		s.Choices[profile] = s.WithChoice(profile, choice, value).Choices[profile]
	}
}

// isPlace reports whether a word can be the name of a place. Whether there is such a place
// the program's providers know.
func isPlace(word string) bool {
	_, id := payments.CutProfileKey(word)
	return payments.IsProfileKey(word) && id == payments.DefaultProfile
}

// Words are the settings as plain words, all of them.
func (s Settings) Words() map[string]string {
	words := map[string]string{
		wordEnvironment: s.Environment, wordCurrency: string(s.Currency), wordLocale: s.Locale,
		wordTheme: s.Theme, wordTextScale: strconv.Itoa(s.TextScale), wordShop: s.Shop,
		wordLastTerminal: s.Program.LastTerminal,
		wordWidth:        strconv.Itoa(s.Program.Window.Width), wordHeight: strconv.Itoa(s.Program.Window.Height),
	}
	s.Limits.words(words)
	if s.Program.LookForVersion {
		words[wordVersions] = strconv.FormatBool(true)
	}
	for named, l := range s.Program.Lacks {
		words[wordLack+named] = l.word()
	}
	for profile, p := range s.Profiles {
		words[wordProfile+profile] = p.word()
	}
	for profile, list := range s.Terminals.Known {
		words[wordKnown+profile] = terminalWords(list)
	}
	for profile, list := range s.Terminals.Typed {
		words[wordTyped+profile] = terminalWords(list)
	}
	for id := range s.Terminals.Here {
		words[wordHere+id] = "yes"
	}
	for profile, choices := range s.Choices {
		for choice, value := range choices {
			words[wordChoice+choice+":"+profile] = value
		}
	}
	for address, url := range s.Hosts {
		words[address+wordHost] = url
	}
	s.Callbacks.words(words)
	s.tipWords(words)
	for id, b := range s.Badges {
		words[wordBadge+id] = b.Letter + ";" + strconv.Itoa(b.Colour) + ";" + b.Name
	}
	return words
}

// Changed are the words in which s differs from before, for Backend.SaveSettings. What is not
// there any more has an empty word.
func (s Settings) Changed(before Settings) map[string]string {
	changed, old := s.Words(), before.Words()
	for word := range old {
		if _, stays := changed[word]; !stays {
			changed[word] = ""
		}
	}
	maps.DeleteFunc(changed, func(word, value string) bool {
		earlier, known := old[word]
		return known && earlier == value
	})
	return changed
}

// WithBadge is a copy in which a terminal has another badge.
func (s Settings) WithBadge(id string, b payments.Badge) Settings {
	s.Badges = maps.Clone(s.Badges)
	if s.Badges == nil {
		s.Badges = map[string]payments.Badge{}
	}
	if !isPair(b.Letter) {
		b.Letter = firstLetter(b.Letter)
	}
	b.Name = oneLine(b.Name, 30)
	s.Badges[id] = b
	return s
}

// isPair reports whether a badge has the two letters of those past Z.
func isPair(letter string) bool { return len(letter) == 2 && strings.Trim(letter, alphabet) == "" }

// WithHere is a copy in which a terminal belongs to this till, or does not. Where none does, all
// do.
func (s Settings) WithHere(id string, here bool) Settings {
	s.Terminals.Here = maps.Clone(s.Terminals.Here)
	if s.Terminals.Here == nil {
		s.Terminals.Here = map[string]bool{}
	}
	if delete(s.Terminals.Here, id); here {
		s.Terminals.Here[id] = true
	}
	return s
}

// WithKnown is a copy that remembers the terminals of a profile as they were listed.
func (s Settings) WithKnown(profile string, list []payments.Terminal) Settings {
	s.Terminals.Known = withList(s.Terminals.Known, profile, list)
	return s
}

// WithTyped is a copy in which those terminals of a profile were typed in.
func (s Settings) WithTyped(profile string, list []payments.Terminal) Settings {
	s.Terminals.Typed = withList(s.Terminals.Typed, profile, list)
	return s
}

// ChoiceMisread stands beside the choices of a profile: when the newest payment began that was read in
// another unit than a person had settled.
const ChoiceMisread = "misread"

// ChoiceTipMisread is the same of the newest tip that was adjusted afterwards.
const ChoiceTipMisread = "tip_misread"

// WithChoice is a copy in which a profile has another value of a choice.
func (s Settings) WithChoice(profile, choice, value string) Settings {
	s.Choices = maps.Clone(s.Choices)
	if s.Choices == nil {
		s.Choices = map[string]map[string]string{}
	}
	choices := maps.Clone(s.Choices[profile])
	if choices == nil {
		choices = map[string]string{}
	}
	choices[choice] = oneLine(value, 30)
	s.Choices[profile] = choices
	return s
}

func withList(lists map[string][]payments.Terminal, profile string, list []payments.Terminal) map[string][]payments.Terminal {
	lists = maps.Clone(lists)
	if lists == nil {
		lists = map[string][]payments.Terminal{}
	}
	lists[profile] = parseTerminals(terminalWords(list)) // no more than what is stored
	return lists
}

// WithHosts is a copy with other addresses of one's own.
func (s Settings) WithHosts(hosts map[string]string) Settings {
	s.Hosts = maps.Clone(s.Hosts)
	if s.Hosts == nil {
		s.Hosts = map[string]string{}
	}
	maps.Copy(s.Hosts, hosts)
	return s
}

// terminalWords are terminals as a plain word: one each line, its parts between tabs.
func terminalWords(list []payments.Terminal) string {
	rows := make([]string, 0, len(list))
	for _, t := range list {
		if !t.Virtual && t.Serial != "" {
			rows = append(rows, strings.Join([]string{oneLine(t.Type, 60), oneLine(t.Serial, 60), oneLine(t.Merchant, 60)}, "\t"))
		}
	}
	return strings.Join(rows, "\n")
}

func parseTerminals(word string) []payments.Terminal {
	var list []payments.Terminal
	for row := range strings.SplitSeq(word, "\n") {
		if parts := strings.Split(row, "\t"); len(parts) == 3 && parts[1] != "" {
			list = append(list, payments.Terminal{Type: parts[0], Serial: parts[1], Merchant: parts[2]})
		}
	}
	return list
}

// Languages lists the languages that have a translation, by their locale.
func Languages() []string { return []string{"en", "es"} }

func parseBadge(s string) (payments.Badge, bool) {
	parts := strings.SplitN(s, ";", 3)
	if len(parts) != 3 {
		return payments.Badge{}, false
	}
	colour, err := strconv.Atoi(parts[1])
	if err != nil || colour < 0 || colour >= Colours || len([]rune(parts[0])) > 1 && !isPair(parts[0]) {
		return payments.Badge{}, false
	}
	return payments.Badge{Letter: parts[0], Colour: colour, Name: oneLine(parts[2], 30)}, true
}

// firstLetter is the first letter or digit in capitals, "" when there is none.
func firstLetter(s string) string {
	for _, r := range strings.ToUpper(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return string(r)
		}
	}
	return ""
}

func oneOf(s, otherwise string, allowed ...string) string {
	if slices.Contains(allowed, s) {
		return s
	}
	return otherwise
}

// number is a whole number within its limits, 0 for anything else.
func number(s string, least, most int) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < least || n > most {
		return 0
	}
	return n
}
