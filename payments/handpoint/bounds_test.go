package handpoint

import (
	"errors"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"tillside/payments"
	"tillside/payments/internal/rest"
)

// A word of the gateway is shown and kept up to a bound, whole below it and cut at it.
func TestWordsAreCutAtTheirBounds(t *testing.T) {
	read := func(field string) func(string) payments.Outcome {
		return func(word string) payments.Outcome {
			return mapped(t, `{"finStatus":"AUTHORISED","`+field+`":"`+word+`"}`, payments.SourceResult)
		}
	}
	device := func(field string) func(string) payments.Outcome {
		return func(word string) payments.Outcome {
			return mapped(t, `{"finStatus":"AUTHORISED","deviceStatus":{"`+field+`":"`+word+`"}}`, payments.SourceResult)
		}
	}
	for name, c := range map[string]struct {
		most int
		word func(string) string
	}{
		"scheme":         {30, func(s string) string { return read("cardSchemeName")(s).Card.Scheme }},
		"verification":   {30, func(s string) string { return strings.ToLower(read("verificationMethod")(s).Card.Verification) }},
		"authorisation":  {40, func(s string) string { return read("authorisationCode")(s).IDs.Authorisation }},
		"RRN":            {40, func(s string) string { return read("rrn")(s).IDs.RRN }},
		"message":        {200, func(s string) string { return read("statusMessage")(s).Message }},
		"kind":           {40, func(s string) string { return string(read("type")(s).Kind) }},
		"serial":         {40, func(s string) string { return device("serialNumber")(s).Device.Serial }},
		"battery":        {8, func(s string) string { return device("batteryStatus")(s).Device.Battery }},
		"application":    {60, func(s string) string { return device("applicationName")(s).Device.App }},
		"code":           {40, func(s string) string { return parseFault([]byte(`{"code":"`+s+`"}`), 400).code }},
		"fault":          {160, func(s string) string { return parseFault([]byte(`{"message":"`+s+`"}`), 400).message }},
		"violated field": {40, func(s string) string { return parseFault([]byte(`{"details":[{"path":"/`+s+`"}]}`), 422).fields[0] }},
		"violations": {160, func(s string) string {
			e := &payments.Error{Kind: payments.ErrorInvalid}
			fault{fields: []string{s}}.name(e)
			return e.Detail
		}},
	} {
		for _, length := range []int{c.most - 1, c.most, c.most + 1} {
			if got := c.word(strings.Repeat("a", length)); got != strings.Repeat("a", min(length, c.most)) {
				t.Errorf("%s of %d letters: %d are kept", name, length, len(got))
			}
		}
	}
}

// What may be shown of a card: blanks are no digits, a number of 24 is one, more are not.
func TestWhatIsShownOfACard(t *testing.T) {
	for number, want := range map[string]string{
		"4111 1111-1111 1111":       "411111******1111",
		"41111111111":               "411111*1111",
		"4111111111":                "******1111",
		"111111************221234":  "111111**************1234",
		"1111111************221234": "*********************1234",
	} {
		if got, _ := mask(number); got != want && !(len(number) > longestNumber && strings.HasSuffix(got, "1234") && len(got) == longestNumber && !strings.HasPrefix(got, "1")) {
			t.Errorf("%q is shown as %q, want %q", number, got, want)
		}
	}
}

func TestTheIssuersCode(t *testing.T) {
	for name, c := range map[string]struct{ code, symbol, status, want string }{
		"the code":                          {"51", "", "DECLINED", "51"},
		"a digit":                           {"5", "", "DECLINED", "05"},
		"the lowest digit, of an approval":  {"0", "", "AUTHORISED", "00"},
		"the highest digit":                 {"9", "", "DECLINED", "09"},
		"a letter":                          {"N", "", "DECLINED", "N"},
		"a letter below the digits":         {"/", "", "DECLINED", "/"},
		"a placeholder":                     {"00", "", "DECLINED", ""},
		"one digit, a placeholder":          {"0", "", "DECLINED", ""},
		"the symbol":                        {"", "TEXT_IRT_05", "DECLINED", "05"},
		"the symbol behind a placeholder":   {"00", "TEXT_IRT_51", "DECLINED", "51"},
		"the symbol beside a code":          {"61", "TEXT_IRT_51", "DECLINED", "61"},
		"a symbol of three":                 {"", "TEXT_IRT_N7X", "DECLINED", "N7X"},
		"a symbol of four is another thing": {"", "TEXT_IRT_ABCD", "DECLINED", ""},
		"another symbol":                    {"", "TEXT_51", "DECLINED", ""},
		"eight letters":                     {"ABCDEFGH", "", "DECLINED", "ABCDEFGH"},
		"nine":                              {"ABCDEFGHI", "", "DECLINED", "ABCDEFGH"},
	} {
		o := mapped(t, `{"finStatus":"`+c.status+`","issuerResponseCode":"`+c.code+`","_statusMessage":"`+c.symbol+`"}`, payments.SourceResult)
		if got := o.Answer.Code; got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// The code goes with every kind of end, for the support rep.
func TestTheCodeGoesWithEveryEnd(t *testing.T) {
	for name, c := range map[string]struct {
		members string
		reason  payments.Reason
	}{
		"stopped":      {`"finStatus":"CANCELLED"`, payments.ReasonTerminalStop},
		"approved":     {`"finStatus":"AUTHORISED"`, ""},
		"no agreement": {`"finStatus":"DECLINED","errorMessage":"Agreement not found"`, payments.ReasonCurrency},
		"bad amount":   {`"finStatus":"FAILED","errorMessage":"Invalid amount"`, payments.ReasonAmount},
		"timed out":    {`"finStatus":"FAILED","errorMessage":"it timed out"`, payments.ReasonTimeout},
		"a time-out":   {`"finStatus":"FAILED","errorMessage":"time-out"`, payments.ReasonTimeout},
		"a timeout":    {`"finStatus":"DECLINED","errorMessage":"TIMEOUT"`, payments.ReasonTimeout},
		"failed":       {`"finStatus":"FAILED"`, payments.ReasonTechnical},
		"declined":     {`"finStatus":"DECLINED"`, payments.ReasonIssuer},
	} {
		o := mapped(t, `{`+c.members+`,"issuerResponseCode":"A9"}`, payments.SourceResult)
		if o.Reason != c.reason || o.Answer.Code != "A9" {
			t.Errorf("%s: %q with code %q", name, o.Reason, o.Answer.Code)
		}
	}
}

// An answer nests as deep as Handpoint's own, and what lies deeper says nothing.
func TestAFaultIsReadToADepth(t *testing.T) {
	wrap := func(times int, member string) string {
		s := `{"code":"1001"}`
		for range times {
			s = `{"` + member + `":` + s + `}`
		}
		return s
	}
	for _, member := range []string{"error", "message", "body", "details"} {
		if got := parseFault([]byte(wrap(5, member)), 400).code; got != "1001" {
			t.Errorf("five deep in %s: %q", member, got)
		}
		if got := parseFault([]byte(wrap(6, member)), 400).code; got != "" {
			t.Errorf("six deep in %s: %q", member, got)
		}
	}
	deep := parseFault([]byte(`{"details":[{"path":"/amount","info":{"missingProperty":"x"}},{"path":"/currency","info":{"missingProperty":[1]}},{"path":"","info":7}]}`), 422)
	if got := strings.Join(deep.fields, " "); got != "amount x currency" {
		t.Errorf("violations %q", got)
	}
}

// The list is searched for the original: an answer to another reference says so.
func TestAnAnswerAboutAnotherReferenceSaysSo(t *testing.T) {
	e := misplaced(rest.Answer{Status: 200, Date: time.Unix(9, 0)})
	if e.Kind != payments.ErrorUnreadable || e.Detail != "the answer names another reference" || e.Status != 200 || e.ServerDate.IsZero() {
		t.Errorf("%+v", e)
	}
	for ref, want := range map[string]bool{"": false, "A-B": false, "a-b": false, "c": true} {
		if got := ofAnother(payments.Outcome{IDs: payments.IDs{Reference: ref}}, "a-b"); got != want {
			t.Errorf("%q: %v", ref, got)
		}
	}
}

func TestWhatOverrulesARefusedFirstEntry(t *testing.T) {
	const sale, refund = payments.KindSale, payments.KindRefund
	entry := func(k payments.Kind, s payments.State, id, original string) payments.Outcome {
		return payments.Outcome{Kind: k, State: s, IDs: payments.IDs{Transaction: id, Original: original}, Amounts: payments.Amounts{Charged: eur(100)}}
	}
	first := entry(sale, payments.StateDeclined, "first", "")
	for name, c := range map[string]struct {
		asked payments.Kind
		more  []payments.Outcome
		want  string
		state payments.State
	}{
		"a sale that was charged":          {sale, []payments.Outcome{entry(sale, payments.StateApproved, "x", "")}, "x", payments.StateApproved},
		"one without a kind":               {sale, []payments.Outcome{entry("", payments.StateApproved, "x", "")}, "x", payments.StateApproved},
		"a refund is another thing":        {sale, []payments.Outcome{entry(refund, payments.StateApproved, "x", "")}, "first", payments.StateDeclined},
		"what refers to another is none":   {sale, []payments.Outcome{entry(sale, payments.StateApproved, "x", "y")}, "first", payments.StateDeclined},
		"an unlinked refund is a refund":   {payments.KindUnlinkedRefund.Operation().FiledAs, []payments.Outcome{entry(refund, payments.StateApproved, "x", "")}, "x", payments.StateApproved},
		"a sale is asked for as one":       {payments.KindSale.Operation().FiledAs, []payments.Outcome{entry(sale, payments.StateApproved, "x", "")}, "x", payments.StateApproved},
		"one that is not decided":          {sale, []payments.Outcome{entry(sale, payments.StateWaiting, "x", "")}, "x", payments.StateWaiting},
		"the newest that is not decided":   {sale, []payments.Outcome{entry(sale, payments.StateWaiting, "x", ""), entry(sale, payments.StateUnknown, "y", "")}, "y", payments.StateUnknown},
		"charged outweighs not decided":    {sale, []payments.Outcome{entry(sale, payments.StateWaiting, "x", ""), entry(sale, payments.StateApproved, "y", "")}, "y", payments.StateApproved},
		"two charges are for a person":     {sale, []payments.Outcome{entry(sale, payments.StateApproved, "x", ""), entry(sale, payments.StateApproved, "y", "")}, "", payments.StateUnknown},
		"one that was undone":              {sale, []payments.Outcome{entry(sale, payments.StateApproved, "x", ""), entry(kindReversal, payments.StateApproved, "u", "x")}, "x", payments.StateApproved},
		"the newest that was undone":       {sale, []payments.Outcome{entry(sale, payments.StateApproved, "x", ""), entry(kindReversal, payments.StateApproved, "u", "x"), entry(sale, payments.StateApproved, "y", ""), entry(kindReversal, payments.StateApproved, "v", "y")}, "y", payments.StateApproved},
		"charged outweighs what is undone": {sale, []payments.Outcome{entry(sale, payments.StateApproved, "x", ""), entry(kindReversal, payments.StateApproved, "u", "x"), entry(sale, payments.StateApproved, "y", "")}, "y", payments.StateApproved},
		"a nameless one is never undone":   {sale, []payments.Outcome{entry(sale, payments.StateApproved, "", ""), entry(kindReversal, payments.StateApproved, "u", "x")}, "", payments.StateApproved},
	} {
		got := overrule(c.asked, first, append([]payments.Outcome{first}, c.more...))
		if got.IDs.Transaction != c.want || got.State != c.state {
			t.Errorf("%s: %s %q", name, got.State, got.IDs.Transaction)
		}
	}
}

// The new entry under the original is ours where kind, amount, original and name all fit.
func TestWhichEntryIsTheChild(t *testing.T) {
	a := payments.Attempt{Intent: payments.Intent{Reference: "ours", Kind: payments.KindRefund, Amount: eur(500), Original: payments.Original{TransactionID: "sale"}},
		Sent: payments.Sent{PriorChildren: []string{"sale", "old"}}}
	void := a
	void.Kind = payments.KindSaleReversal
	fits := payments.Outcome{State: payments.StateApproved, Kind: payments.KindRefund, IDs: payments.IDs{Transaction: "new", Original: "sale"}, Amounts: payments.Amounts{Requested: eur(500)}}
	for name, c := range map[string]struct {
		a    payments.Attempt
		bend func(o *payments.Outcome)
		want bool
	}{
		"it all fits":               {a, func(*payments.Outcome) {}, true},
		"only the charge is named":  {a, func(o *payments.Outcome) { o.Amounts = payments.Amounts{Charged: eur(500)} }, true},
		"another amount":            {a, func(o *payments.Outcome) { o.Amounts.Requested = eur(501) }, false},
		"it was there before":       {a, func(o *payments.Outcome) { o.IDs.Transaction = "old" }, false},
		"it has no name":            {a, func(o *payments.Outcome) { o.IDs.Transaction = "" }, false},
		"of another original":       {a, func(o *payments.Outcome) { o.IDs.Original = "other" }, false},
		"another kind":              {a, func(o *payments.Outcome) { o.Kind = payments.KindSaleReversal }, false},
		"a refund without a kind":   {a, func(o *payments.Outcome) { o.Kind = "" }, false},
		"a reversal without a kind": {void, func(o *payments.Outcome) { o.Kind = "" }, true},
		"a reversal as a refund":    {void, func(*payments.Outcome) {}, false},
	} {
		o := fits
		c.bend(&o)
		if got := isChild(c.a, o); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
		if found := child(c.a, []member{{Outcome: o, customer: customerReference(c.a)}}, "root"); c.want && (found.Kind != c.a.Kind || found.State != payments.StateApproved) {
			t.Errorf("%s: found as %+v", name, found)
		}
	}
}

// Where neither side says a name, nothing says that the entry is ours.
func TestAChildWithoutANameIsNobodys(t *testing.T) {
	a := payments.Attempt{Intent: payments.Intent{Kind: payments.KindRefund, Amount: eur(500), Original: payments.Original{TransactionID: "sale"}}}
	o := payments.Outcome{State: payments.StateApproved, Kind: payments.KindRefund, IDs: payments.IDs{Transaction: "new", Original: "sale"}, Amounts: payments.Amounts{Requested: eur(500)}}
	if got := child(a, []member{{Outcome: o}}, "root"); got.State != payments.StateUnknown || got.Reason != payments.ReasonUnclaimed || got.NotFound {
		t.Errorf("found as %+v", got)
	}
}

// The address of a custom environment counts with both of its hosts, kept apart.
func TestTheScopeOfACustomEnvironment(t *testing.T) {
	seen := map[string]bool{}
	for _, hosts := range [][2]string{{"https://a", "https://b"}, {"https://a", "https://c"}, {"https://c", "https://b"}, {"https://a", "https://bhttps://c"}, {"https://ahttps://b", "https://c"}} {
		g := &Gateway{environment: Custom, cloudURL: hosts[0], statusURL: hosts[1]}
		if seen[g.scope()] || g.scope() == "" {
			t.Errorf("%v has a scope of others", hosts)
		}
		seen[g.scope()] = true
	}
	if (&Gateway{environment: Production, cloudURL: "https://a"}).scope() != "" {
		t.Error("production has a scope")
	}
}

// A call says who we are, also when nobody gave it a transport or a time.
func TestWhatAGatewayIsMadeOf(t *testing.T) {
	g, err := New(Config{Environment: Production, Key: payments.NewSecret("k")})
	if err != nil || g.client.Agent != "Tillside" || g.client.Transport == nil || g.client.KeyHeader != "ApiKeyCloud" {
		t.Fatalf("%+v, %v", g, err)
	}
	if g.sendTimeout != 25*time.Second || g.readTimeout != 10*time.Second {
		t.Errorf("waits %s and %s", g.sendTimeout, g.readTimeout)
	}
	if g, err := New(Config{Environment: Production, Timeouts: Timeouts{Send: 1, Read: 2}}); err != nil || g.sendTimeout != 1 || g.readTimeout != 2 {
		t.Errorf("a time that is given is not taken: %+v, %v", g, err)
	}
	for key, want := range map[string]bool{"": true, "!~": true, "a b": false, "a\x7f": false, "ä": false} {
		if _, err := New(Config{Environment: Production, Key: payments.NewSecret(key)}); (err == nil) != want {
			t.Errorf("%q travels in a header: %v", key, !want)
		}
	}
}

// The provider allows two requests in a second: ours leave at a distance a little longer.
func TestThePaceOfAKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, began := new(rest.Limiters).Of(payments.NewSecret("k"), "https://a", Provider().Limits.Rates), time.Now()
		for range 3 {
			place, err := l.Wait(t.Context(), rest.Moving)
			if err != nil {
				t.Fatal(err)
			}
			place.Done(false)
		}
		if took := time.Since(began); took != 1060*time.Millisecond {
			t.Errorf("the third left after %s", took)
		}
	})
}

// The names that others hold against their own: of the header a terminal echoes, of the
// statuses that Handpoint answers in a shape of its own, and of a key.
func TestTheProvidersNames(t *testing.T) {
	if TokenHeader != "AUTH-TOKEN" {
		t.Errorf("the token is looked for in %q", TokenHeader)
	}
	key := Provider().Credentials[0]
	if !key.Fits(payments.NewSecret("ABCDEF1-ABCDEF2-ABCDEF3-ABCDEF4"), payments.ClassLive) || key.Fits(payments.NewSecret("x"), payments.ClassLive) {
		t.Error("the form of a key is not known")
	}
	for status, want := range map[int]bool{400: true, 401: true, 403: true, 422: true, 404: false, 500: false} {
		name := map[int]string{400: "BadRequestError", 401: "UnauthorizedError", 403: "ForbiddenError", 422: "UnprocessableEntityError"}[status]
		body := []byte(`{"error":{"statusCode":"` + strconv.Itoa(status) + `","name":"` + name + `"}}`)
		if ownShape(body, status) != want || ownShape(body, status+1) {
			t.Errorf("%d by %q is taken for Handpoint's own: %v", status, name, !want)
		}
	}
}

// What says nothing is nothing, and takes nothing back that was said before it.
func TestAnEmptyMemberIsEmpty(t *testing.T) {
	for _, raw := range []string{"null", "[1]", "{}", "true"} {
		word, before := text(""), text("before")
		if word.UnmarshalJSON([]byte(raw)) != nil || word != "" || !errors.Is(before.UnmarshalJSON([]byte(raw)), rest.ErrTwice) {
			t.Errorf("%s reads as %q, and after a word as %q", raw, word, before)
		}
	}
	for _, raw := range []string{"null", `""`, `"  "`} {
		amount, before := minor{}, minor{5, true}
		if amount.UnmarshalJSON([]byte(raw)) != nil || amount.stated || !errors.Is(before.UnmarshalJSON([]byte(raw)), rest.ErrTwice) {
			t.Errorf("%s reads as %+v, and after an amount as %+v", raw, amount, before)
		}
	}
}

func TestWhenATransactionWasMade(t *testing.T) {
	for stated, want := range map[text]int64{
		"1776238711661": 1776238711661, " 1776238711661 ": 1776238711661, "": 0, "0": 0, "-5": 0, "yesterday": 0, "17e9": 0,
		"253402300799999": 253402300799999, "253402300800000": 0, "99999999999999999999": 0,
	} {
		if got := made(result{Made: stated}); want == 0 && !got.IsZero() || want != 0 && got.UnixMilli() != want {
			t.Errorf("%q: %v", stated, got)
		}
	}
}

// Neither field has room for a card number, and both are kept, shown and exported.
func TestACardNumberIsInNoNumberOfTheAnswer(t *testing.T) {
	for said, want := range map[string]string{
		"123456": "123456", "0000415558180": "0000415558180", "513815902180": "513815902180",
		"4761730000000936": "****************", "4761 7300 0000 0936": "*******************",
	} {
		got := mapped(t, `{"finStatus":"AUTHORISED","authorisationCode":"`+said+`","rrn":"`+said+`"}`, payments.SourceResult).IDs
		if got.RRN != want || len(said) < 12 && got.Authorisation != want || strings.Contains(got.Authorisation, "0936") {
			t.Errorf("%s: got %+v", said, got)
		}
	}
}
