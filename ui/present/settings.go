package present

import "tillside/payments"

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
	LastTerminal string                    // ID, per environment of the moment
	Badges       map[string]payments.Badge // by terminal ID
	CloudURL     string                    // of the custom environment
	StatusURL    string
	Width        int // of the window; 0 for the default
	Height       int
}

// KeyState is what is known about the API key of an environment.
type KeyState string

// The states of a key.
const (
	KeyMissing  KeyState = "missing"
	KeyKept     KeyState = "kept"
	KeyInMemory KeyState = "in_memory"
	KeyTesting  KeyState = "testing"
	KeyWorks    KeyState = "works"
	KeyFails    KeyState = "fails"
	KeyNotAsked KeyState = "not_needed" // training brings its own
)

// SettingsInput is what the settings screen is drawn from.
type SettingsInput struct {
	Settings Settings
	Key      KeyState
	Found    int   // terminals a tested key listed
	KeyError error // why the test failed
	KeyTyped bool
	Info     payments.Info
	Version  string
	Problem  error // the last save failed
}

// SettingsView is the settings screen.
type SettingsView struct {
	Title        string
	Environment  Options
	Key          KeyView
	Shop         Field
	Currency     Options
	Theme        Options
	TextSize     Options
	CloudURL     Field // empty labels unless the environment is custom
	StatusURL    Field
	Locale       Options
	About        string
	Problem      *Sentence
	EnvironmentN string // what the chosen environment means
}

// Options are a labelled choice.
type Options struct {
	Label   string
	Choices []Choice
}

// KeyView is the write-only field of the API key.
type KeyView struct {
	Field  Field
	State  string
	Tone   Tone
	Error  *Sentence
	Test   Button
	Forget Button
	Shown  bool // false where no key is needed
}

// FirstRunView is the first screen of a new installation.
type FirstRunView struct {
	Title    string
	Body     string
	Training Button
	Connect  Button
}
