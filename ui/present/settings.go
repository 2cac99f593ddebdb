package present

import (
	"maps"
	"strconv"
	"strings"
	"unicode"

	"tillside/payments"
)

// The environments, by the words of payments.Account.
const (
	EnvironmentProduction  = "production"
	EnvironmentDevelopment = "development"
	EnvironmentTraining    = "training"
	EnvironmentCustom      = "custom"
)

// The themes.
const (
	ThemeSystem = "system"
	ThemeLight  = "light"
	ThemeDark   = "dark"
)

// Settings are what a shop chose. They hold no key.
type Settings struct {
	Environment  string // "" before the first run is finished
	Currency     payments.Currency
	Locale       string // "" follows the computer
	Theme        string
	TextScale    int // percent, 100 to 200
	Shop         string
	LastTerminal string                    // ID of the terminal chosen last
	Badges       map[string]payments.Badge // by terminal ID
	CloudURL     string                    // of the custom environment
	StatusURL    string
	Callbacks    Callbacks
	Width        int // of the window; 0 for the default
	Height       int
}

// The words under which settings are kept.
const (
	wordEnvironment  = "environment"
	wordCurrency     = "currency"
	wordLocale       = "locale"
	wordTheme        = "theme"
	wordTextScale    = "text_scale"
	wordShop         = "shop"
	wordLastTerminal = "last_terminal"
	wordCloudURL     = "cloud_url"
	wordStatusURL    = "status_url"
	wordWidth        = "window_width"
	wordHeight       = "window_height"
	wordBadge        = "badge:" // and the terminal's ID
)

// largest window a setting may ask for, in Fyne's units.
const largestWindow = 10000

// TextScales are the text sizes on offer, in percent.
func TextScales() []int { return []int{100, 125, 150, 175, 200} }

// DefaultSettings are those of a new installation.
func DefaultSettings() Settings {
	return Settings{Currency: "EUR", Theme: ThemeSystem, TextScale: 100, Badges: map[string]payments.Badge{}}
}

// ParseSettings reads settings from plain words. A word that is missing or makes no sense
// leaves its default: a settings file must never keep a till from opening.
func ParseSettings(words map[string]string) Settings {
	s := DefaultSettings()
	s.Environment = oneOf(words[wordEnvironment], "", Environments()...)
	s.Theme = oneOf(words[wordTheme], s.Theme, ThemeSystem, ThemeLight, ThemeDark)
	if c, err := payments.ParseCurrency(words[wordCurrency]); err == nil {
		s.Currency = c
	}
	s.Locale = oneOf(words[wordLocale], "", Languages()...)
	if n := number(words[wordTextScale], 100, 200); n != 0 {
		s.TextScale = n
	}
	s.Shop = oneLine(words[wordShop], 60)
	s.LastTerminal = words[wordLastTerminal]
	s.CloudURL, s.StatusURL = words[wordCloudURL], words[wordStatusURL]
	s.Callbacks = parseCallbacks(words)
	s.Width, s.Height = number(words[wordWidth], 1, largestWindow), number(words[wordHeight], 1, largestWindow)
	for key, value := range words {
		id, isBadge := strings.CutPrefix(key, wordBadge)
		if b, ok := parseBadge(value); isBadge && ok && id != "" {
			s.Badges[id] = b
		}
	}
	return s
}

// Words are the settings as plain words, all of them.
func (s Settings) Words() map[string]string {
	words := map[string]string{
		wordEnvironment: s.Environment, wordCurrency: string(s.Currency), wordLocale: s.Locale,
		wordTheme: s.Theme, wordTextScale: strconv.Itoa(s.TextScale), wordShop: s.Shop,
		wordLastTerminal: s.LastTerminal, wordCloudURL: s.CloudURL, wordStatusURL: s.StatusURL,
		wordWidth: strconv.Itoa(s.Width), wordHeight: strconv.Itoa(s.Height),
	}
	s.Callbacks.words(words)
	for id, b := range s.Badges {
		words[wordBadge+id] = b.Letter + ";" + strconv.Itoa(b.Colour) + ";" + b.Name
	}
	return words
}

// Changed are the words in which s differs from before, for Backend.SaveSettings.
func (s Settings) Changed(before Settings) map[string]string {
	changed, old := s.Words(), before.Words()
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
	b.Letter = firstLetter(b.Letter)
	b.Name = oneLine(b.Name, 30)
	s.Badges[id] = b
	return s
}

// Environments lists every environment.
func Environments() []string {
	return []string{EnvironmentProduction, EnvironmentDevelopment, EnvironmentTraining, EnvironmentCustom}
}

// Languages lists the languages that have a translation, by their locale.
func Languages() []string { return []string{"en", "es"} }

func parseBadge(s string) (payments.Badge, bool) {
	parts := strings.SplitN(s, ";", 3)
	if len(parts) != 3 {
		return payments.Badge{}, false
	}
	colour, err := strconv.Atoi(parts[1])
	if err != nil || colour < 0 || colour >= Colours || len([]rune(parts[0])) > 1 {
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
	for _, a := range allowed {
		if s == a {
			return s
		}
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
