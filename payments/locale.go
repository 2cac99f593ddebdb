package payments

import "strings"

// NumberFormat is how a locale writes numbers. The zero value is the plain form.
type NumberFormat struct {
	Decimal string // between the major and the minor unit; "" means a point
	Group   string // between thousands; may be empty
}

func (f NumberFormat) decimal() string {
	if f.Decimal == "" {
		return "."
	}
	return f.Decimal
}

// The separators of the CLDR for the languages cards are most often charged in. A
// language that is not here is written plainly: a point, no grouping. The keys are in
// lower case.
var numberFormats = map[string]NumberFormat{
	"en": {".", ","}, "es": {",", "."}, "de": {",", "."}, "it": {",", "."}, "pt": {",", "."},
	"nl": {",", "."}, "da": {",", "."}, "is": {",", "."}, "tr": {",", "."}, "id": {",", "."},
	"el": {",", "."}, "hr": {",", "."}, "sl": {",", "."}, "ro": {",", "."},
	"fr": {",", "\u202f"}, "sv": {",", "\u00a0"}, "nb": {",", "\u00a0"}, "no": {",", "\u00a0"},
	"fi": {",", "\u00a0"}, "pl": {",", "\u00a0"}, "cs": {",", "\u00a0"}, "sk": {",", "\u00a0"},
	"hu": {",", "\u00a0"}, "ru": {",", "\u00a0"}, "uk": {",", "\u00a0"}, "bg": {",", "\u00a0"},
	"ja": {".", ","}, "zh": {".", ","}, "ko": {".", ","}, "he": {".", ","}, "th": {".", ","},
	"es-mx": {".", ","}, "es-us": {".", ","}, "es-pe": {".", ","}, "es-gt": {".", ","}, "es-do": {".", ","},
	"es-hn": {".", ","}, "es-ni": {".", ","}, "es-pa": {".", ","}, "es-sv": {".", ","}, "es-pr": {".", ","},
	"es-419": {".", ","}, "de-ch": {".", "’"}, "it-ch": {".", "’"}, "de-at": {",", "\u00a0"},
	"pt-pt": {",", "\u00a0"}, "en-za": {".", "\u00a0"},
}

// NumberFormatFor finds the separators for a locale such as "es-ES", "es_CL.UTF-8" or
// "de". The language alone decides where the region has no row of its own.
func NumberFormatFor(locale string) NumberFormat {
	locale, _, _ = strings.Cut(locale, ".")
	locale, _, _ = strings.Cut(locale, "@")
	locale = strings.ToLower(strings.ReplaceAll(locale, "_", "-"))
	if f, ok := numberFormats[locale]; ok {
		return f
	}
	language, _, _ := strings.Cut(locale, "-")
	if f, ok := numberFormats[language]; ok {
		return f
	}
	return NumberFormat{Decimal: "."}
}
