package handpoint

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sample reads a body of the Endpoints page.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return body
}

// samples lists the bodies in a folder of testdata by name.
func samples(t testing.TB, folder string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("testdata", folder, "*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no samples in %q: %v", folder, err)
	}
	names := make([]string, 0, len(paths))
	for _, p := range paths {
		names = append(names, filepath.Join(folder, strings.TrimSuffix(filepath.Base(p), ".json")))
	}
	return names
}

func TestParseResultReadsTheTerminalsSample(t *testing.T) {
	r, err := parseResult(sample(t, "result"))
	if err != nil {
		t.Fatal(err)
	}
	if r.FinStatus != "AUTHORISED" || r.Type != "SALE" || r.Total != (minor{300, true}) || r.Device.Serial != "1850025030" ||
		r.StatusSymbol != "TEXT_IRT_00" || !strings.HasPrefix(string(r.CustomerReceipt), "https://receipts.handpoint.com/") {
		t.Fatalf("got %+v", r)
	}
}

func TestParseResultRefusesWhatIsNotOne(t *testing.T) {
	tests := map[string]string{
		"nothing":              ``,
		"null":                 `null`,
		"a text":               `"AUTHORISED"`,
		"an array":             `[{"finStatus":"AUTHORISED"}]`,
		"no status":            `{"totalAmount":300}`,
		"an empty status":      `{"finStatus":""}`,
		"a null status":        `{"finStatus":null}`,
		"a status of objects":  `{"finStatus":{"word":"AUTHORISED"}}`,
		"half a body":          `{"finStatus":"AUTHORISED","totalAm`,
		"two bodies":           `{"finStatus":"AUTHORISED"}{"finStatus":"DECLINED"}`,
		"a fraction":           `{"finStatus":"AUTHORISED","totalAmount":300.5}`,
		"a whole fraction":     `{"finStatus":"AUTHORISED","totalAmount":300.0}`,
		"major units":          `{"finStatus":"AUTHORISED","totalAmount":"3.00"}`,
		"an exponent":          `{"finStatus":"AUTHORISED","totalAmount":3e2}`,
		"a negative amount":    `{"finStatus":"AUTHORISED","totalAmount":-300}`,
		"a negative surcharge": `{"finStatus":"AUTHORISED","surcharge":{"amount":-1}}`,
		"only a sign":          `{"finStatus":"AUTHORISED","totalAmount":"-"}`,
		"a sign inside":        `{"finStatus":"AUTHORISED","totalAmount":"3-00"}`,
		"two signs":            `{"finStatus":"AUTHORISED","totalAmount":"--3"}`,
		"an overflow":          `{"finStatus":"AUTHORISED","totalAmount":9223372036854775808}`,
		"an amount of words":   `{"finStatus":"AUTHORISED","totalAmount":"three"}`,
		"an amount of objects": `{"finStatus":"AUTHORISED","totalAmount":{"amount":3}}`,
		"a yes for an amount":  `{"finStatus":"AUTHORISED","totalAmount":true}`,
		"a broken surcharge":   `{"finStatus":"AUTHORISED","surcharge":{"amount":1.5}}`,
		"two statuses":         `{"finStatus":"AUTHORISED","totalAmount":300,"finStatus":"DECLINED"}`,
		"two in two cases":     `{"finStatus":"AUTHORISED","totalAmount":300,"FinStatus":"DECLINED"}`,
		"a status taken back":  `{"finStatus":"AUTHORISED","totalAmount":300,"finStatus":null}`,
		"two amounts":          `{"finStatus":"AUTHORISED","totalAmount":300,"totalAmount":30}`,
		"an amount taken back": `{"finStatus":"AUTHORISED","totalAmount":300,"TotalAmount":null}`,
	}
	for name, body := range tests {
		t.Run(name, func(t *testing.T) {
			if r, err := parseResult([]byte(body)); err == nil {
				t.Fatalf("read as %+v", r)
			}
		})
	}
}

func TestAmountsAreRead(t *testing.T) {
	tests := []struct {
		json string
		want minor
	}{
		{`0`, minor{0, true}},
		{`300`, minor{300, true}},
		{`"300"`, minor{300, true}},
		{`" 300 "`, minor{300, true}},
		{`9223372036854775807`, minor{9223372036854775807, true}},
		{`null`, minor{}},
		{`""`, minor{}},
	}
	for _, test := range tests {
		var got minor
		if err := json.Unmarshal([]byte(test.json), &got); err != nil || got != test.want {
			t.Errorf("%s: got %+v, %v", test.json, got, err)
		}
	}
}

func TestExtrasAreNumbersOrObjects(t *testing.T) {
	tests := []struct {
		json string
		want minor
	}{
		{`25`, minor{25, true}},
		{`null`, minor{}},
		{`{"amount":25,"applied":true,"reason":"credit"}`, minor{25, true}},
		{`{"amount":25}`, minor{25, true}},
		{`{"amount":25,"applied":false}`, minor{}},
		{`{}`, minor{}},
	}
	for _, test := range tests {
		var got extra
		if err := json.Unmarshal([]byte(test.json), &got); err != nil || got.minor != test.want {
			t.Errorf("%s: got %+v, %v", test.json, got, err)
		}
	}
}

func TestFieldsOfAnotherTypeDoNotCostTheResult(t *testing.T) {
	r, err := parseResult([]byte(`{"finStatus":"DECLINED","deviceStatus":"","statusMessage":{"es":"no"},"customerReceipt":null,
		"issuerResponseCode":5,"maskedCardNumber":["1"],"signatureUrl":false}`))
	if err != nil || r.FinStatus != "DECLINED" || r.IssuerResponseCode != "5" || r.StatusMessage != "" || r.MaskedCardNumber != "" {
		t.Fatalf("got %+v, %v", r, err)
	}
}

func TestParseHistory(t *testing.T) {
	all, err := parseHistory(sample(t, "status_all"))
	if err != nil || len(all) != 3 || all[0].Type != "SALE" || all[1].Type != "REFUND" || all[2].Type != "REVERSAL" {
		t.Fatalf("got %+v, %v", all, err)
	}
	if all, err := parseHistory([]byte(`[]`)); err != nil || len(all) != 0 {
		t.Fatalf("an empty history: %v, %v", all, err)
	}
	for _, body := range []string{``, `null`, `{}`, `[{"type":"SALE"}]`, `[null]`, `[1]`, `[{"finStatus":"X","dueAmount":1.5}]`} {
		if all, err := parseHistory([]byte(body)); err == nil {
			t.Errorf("%s was read as %+v", body, all)
		}
	}
}

func TestTheLastAndTheIndexedEntryAreResults(t *testing.T) {
	for _, name := range []string{"status_index", "status_last"} {
		r, err := parseResult(sample(t, name))
		if err != nil || r.Type != "REVERSAL" || r.OriginalID != "e3dbda50-38ad-11f1-909c-f50efeae2190" {
			t.Errorf("%s: got %+v, %v", name, r, err)
		}
	}
}

func TestParseDevicesDropsTheSecret(t *testing.T) {
	body := sample(t, "devices")
	if !strings.Contains(string(body), `"ssk"`) {
		t.Fatal("the sample has no secret to drop")
	}
	devices, err := parseDevices(body)
	if err != nil || len(devices) != 1 || devices[0] != (device{"merchantID", "1850025030", "PAXA920PRO"}) {
		t.Fatalf("got %+v, %v", devices, err)
	}
	for _, body := range []string{``, `null`, `{"error":1}`, `[1]`} {
		if _, err := parseDevices([]byte(body)); err == nil {
			t.Errorf("%q was read", body)
		}
	}
}

func TestParseAccepted(t *testing.T) {
	a, err := parseAccepted(sample(t, "accepted"))
	if err != nil || a.TransactionResultID != "0821032398-1628774190395" || reference(a.TransactionReference) != "" {
		t.Fatalf("got %+v, %v", a, err)
	}
	a, err = parseAccepted(sample(t, "accepted_callback"))
	if err != nil || a.TransactionResultID != "" {
		t.Fatalf("got %+v, %v", a, err)
	}
	if _, err := parseAccepted([]byte(`[]`)); err == nil {
		t.Fatal("a list is no acceptance")
	}
}

// The bodies of endpoints that work without a terminal have their amounts in other units.
// None of them may ever be taken for an answer of the endpoints that are used.
func TestBodiesOfOtherEndpointsAreNotOurs(t *testing.T) {
	for _, name := range samples(t, "others") {
		body := sample(t, name)
		if r, err := parseResult(body); err == nil {
			t.Errorf("%s reads as the result %+v", name, r)
		}
		if _, err := parseHistory(body); err == nil {
			t.Errorf("%s reads as a family", name)
		}
		if _, err := parseDevices(body); err == nil {
			t.Errorf("%s reads as devices", name)
		}
		if a, err := parseAccepted(body); err == nil && a.TransactionResultID != "" {
			t.Errorf("%s reads as an acceptance", name)
		}
	}
}

func TestParsePong(t *testing.T) {
	tests := []struct {
		body, serial string
		fails        bool
	}{
		{string(sample(t, "result")), "1850025030", false},
		{`{"result":"PING_PONG"}`, "", false},
		{`{"serialNumber":"77"}`, "77", false},
		{`{"deviceStatus":{"serialNumber":"78"},"serialNumber":"77"}`, "78", false},
		{`{"deviceStatus":null}`, "", false},
		{`PONG`, "", true},
		{``, "", true},
	}
	for _, test := range tests {
		got, err := parsePong([]byte(test.body))
		if (err != nil) != test.fails || string(got.Serial) != test.serial {
			t.Errorf("%.40s: got %+v, %v", test.body, got, err)
		}
	}
}

func TestAFieldThatIsSaidTwiceAlikeIsSaidOnce(t *testing.T) {
	r, err := parseResult([]byte(`{"finStatus":"","finStatus":"AUTHORISED","totalAmount":300,"FinStatus":"AUTHORISED","totalAmount":"300"}`))
	if err != nil || r.FinStatus != "AUTHORISED" || r.Total != (minor{300, true}) {
		t.Fatalf("got %+v, %v", r, err)
	}
	all, err := parseHistory([]byte(`[{"finStatus":"AUTHORISED","totalAmount":300},{"finStatus":"DECLINED","totalAmount":30}]`))
	if err != nil || len(all) != 2 || all[1].FinStatus != "DECLINED" || all[1].Total != (minor{30, true}) {
		t.Fatalf("got %+v, %v", all, err)
	}
	if all, err := parseHistory([]byte(`[{"finStatus":"AUTHORISED"},{"finStatus":"DECLINED","finStatus":"AUTHORISED"}]`)); err == nil {
		t.Fatalf("read as %+v", all)
	}
}
