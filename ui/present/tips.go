package present

import (
	"slices"
	"strconv"
	"strings"

	"tillside/payments"
)

// TipSettings are what a profile's terminals ask the customer of a sale for beside the amount.
type TipSettings struct {
	On      bool
	Percent []int // on offer, payments.MostTips at most
	Own     bool  // another amount may be typed
	Skip    bool  // nothing may be added
	Tax     int   // the tax within the amount, in thousandths of a percent; the tip is counted without it
	Heading string
}

// defaultTips are those of a shop that has chosen none.
func defaultTips() TipSettings { return TipSettings{Percent: []int{10, 15, 20}, Own: true, Skip: true} }

// The choices.
const (
	TipsOn  = "on"
	TipsOff = "off"
)

// wordTips is the word under which they are kept, with the profile's key behind it.
const wordTips = "tips:"

// The last thousandth of a percent that can be a tax, and how many there are in a whole.
const (
	mostTax  = 99_999
	wholeTax = 100_000
)

func tipsOnOff(on bool) string {
	if on {
		return TipsOn
	}
	return TipsOff
}

// word is the settings as a plain word: "on;10 15 20;on;off;0;Tip".
func (t TipSettings) word() string {
	return strings.Join([]string{tipsOnOff(t.On), percentWords(t.Percent), tipsOnOff(t.Own), tipsOnOff(t.Skip), strconv.Itoa(t.Tax), t.Heading}, ";")
}

func parseTips(word string) (TipSettings, bool) {
	parts := strings.SplitN(word, ";", 6)
	if len(parts) != 6 {
		return TipSettings{}, false
	}
	percent, ok := ReadPercentages(parts[1])
	return TipSettings{
		On: parts[0] == TipsOn, Percent: percent, Own: parts[2] == TipsOn, Skip: parts[3] == TipsOn,
		Tax: number(parts[4], 0, mostTax), Heading: oneLine(parts[5], payments.LongestTipHeading),
	}, ok
}

func parseAllTips(words map[string]string) map[string]TipSettings {
	var all map[string]TipSettings
	for key, value := range words {
		profile, ok := strings.CutPrefix(key, wordTips)
		if t, sound := parseTips(value); ok && sound && payments.IsProfileKey(profile) {
			if all == nil {
				all = map[string]TipSettings{}
			}
			all[profile] = t
		}
	}
	return all
}

func (s Settings) tipWords(words map[string]string) {
	for profile, t := range s.Tips {
		words[wordTips+profile] = t.word()
	}
}

// TipsOf are those of a profile.
func (s Settings) TipsOf(profile string) TipSettings {
	if t, ok := s.Tips[profile]; ok {
		return t
	}
	return defaultTips()
}

// WithTips is a copy in which a profile's terminals ask otherwise.
func (s Settings) WithTips(profile string, t TipSettings) Settings {
	tips := map[string]TipSettings{profile: t}
	for other, kept := range s.Tips {
		if other != profile {
			tips[other] = kept
		}
	}
	s.Tips = tips
	return s
}

// Question is what a terminal is told to ask at a sale; none where it asks nothing.
func (t TipSettings) Question(amount payments.Money) payments.TipQuestion {
	if !t.On {
		return payments.TipQuestion{}
	}
	q := payments.TipQuestion{Heading: t.Heading, Own: t.Own, Skip: t.Skip}
	copy(q.Percent[:], t.Percent)
	if t.Tax > 0 {
		net := (amount.Minor()*wholeTax + int64(wholeTax+t.Tax)/2) / int64(wholeTax+t.Tax)
		q.Base, _ = payments.NewMoney(net, amount.Currency()) // of the currency of an amount, which has one
	}
	if q.Check(amount) != nil {
		return payments.TipQuestion{} // an amount so small that nothing is left to count from
	}
	return q
}

// TipsView is the block of the settings. It is shown where a provider's terminals ask for tips.
type TipsView struct {
	Choice    Options
	Percent   Field // without a label, as all below, where nothing is asked
	Own, Skip Options
	Heading   Field
	Tax       Field
}

// Tips is that block.
func (p *Presenter) Tips(t TipSettings) TipsView {
	v := TipsView{Choice: p.options("settings.tips", tipsOnOff(t.On), "settings.tips.", TipsOff, TipsOn)}
	if !t.On {
		return v
	}
	v.Percent = Field{Label: p.say("settings.tips.percent"), Value: percentWords(t.Percent), Hint: p.say("settings.tips.percent_hint", "Most", strconv.Itoa(payments.MostTips)), Limit: 20}
	v.Own = p.options("settings.tips.own", tipsOnOff(t.Own), "settings.tips.own.", TipsOff, TipsOn)
	v.Skip = p.options("settings.tips.skip", tipsOnOff(t.Skip), "settings.tips.skip.", TipsOff, TipsOn)
	v.Heading = Field{Label: p.say("settings.tips.heading"), Value: t.Heading, Hint: p.say("settings.tips.heading_hint"), Limit: payments.LongestTipHeading}
	v.Tax = Field{Label: p.say("settings.tips.tax"), Value: taxWord(t.Tax), Hint: p.say("settings.tips.tax_hint"), Limit: 6}
	return v
}

// TipsWrong says what is wrong with the percentages that were typed, or with the tax.
func (p *Presenter) TipsWrong(tax bool) string {
	if tax {
		return p.say("settings.tips.tax_wrong")
	}
	return p.say("settings.tips.percent_wrong", "Most", strconv.Itoa(payments.MostTips))
}

func percentWords(list []int) string {
	words := make([]string, len(list))
	for i, n := range list {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, " ")
}

// ReadPercentages reads what was typed: whole numbers of 1 to 100 with blanks or commas between.
func ReadPercentages(text string) (list []int, ok bool) {
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == ';' || r == '%' }) {
		n := number(word, 1, 100)
		if n == 0 || len(list) == payments.MostTips || slices.Contains(list, n) {
			return nil, false
		}
		list = append(list, n)
	}
	return list, len(list) > 0
}

// taxWord is a tax as it is typed, "8.875"; empty for none.
func taxWord(tax int) string {
	if tax == 0 {
		return ""
	}
	word := strconv.Itoa(tax / 1000)
	if part := tax % 1000; part != 0 {
		word += "." + strings.TrimRight(strconv.Itoa(1000 + part)[1:], "0")
	}
	return word
}

// ReadTax reads what was typed: a percentage with three decimals at most, or nothing.
func ReadTax(text string) (tax int, ok bool) {
	text = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(text), "%"))
	if text == "" {
		return 0, true
	}
	whole, part, _ := strings.Cut(strings.Replace(text, ",", ".", 1), ".")
	if whole == "" || len(whole) > 2 || len(part) > 3 || strings.Trim(whole+part, "0123456789") != "" {
		return 0, false
	}
	tax, err := strconv.Atoi(whole + part + strings.Repeat("0", 3-len(part)))
	return tax, err == nil
}

// tipOf is the tip within what an attempt has moved; ok is false where there is none.
func tipOf(a payments.Attempt) (tip payments.Money, ok bool) {
	tip = a.Outcome.Amounts.Tip
	return tip, moneyMoved(a) && tip.Sign() > 0
}

// tipFact is the tip on a line of its own; empty where there is none.
func (p *Presenter) tipFact(a payments.Attempt) string {
	if tip, ok := tipOf(a); ok {
		return p.amount(tip)
	}
	return ""
}

// tipWord is the tip in a row of the journal.
func (p *Presenter) tipWord(a payments.Attempt) string {
	if tip, ok := tipOf(a); ok {
		return p.say("row.tip", "Tip", p.number(tip))
	}
	return ""
}

// tipBody names a tip, because the amount is then not the one that was typed. One that is more
// than the sale itself may be a slip of the customer's.
func (p *Presenter) tipBody(a payments.Attempt) string {
	tip, ok := tipOf(a)
	if !ok {
		return ""
	}
	if more, err := tip.Cmp(a.Amount); err == nil && more > 0 {
		return p.say("payment.body.tip_large", "Tip", p.amount(tip), "Amount", p.amount(a.Amount))
	}
	return p.say("payment.body.tip", "Tip", p.amount(tip))
}
