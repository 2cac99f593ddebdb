package simulator_test

import (
	"bytes"
	"encoding/base64"
	"image/png"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"tillside/payments/simulator"
)

// fetch reads what a receipt's address holds, without a key, as a client must.
func (c *till) fetch(location string) reply {
	c.t.Helper()
	path, ok := strings.CutPrefix(location, "http://cloud.test")
	if !ok {
		c.t.Fatalf("%q is not on the API host", location)
	}
	return c.do(c.api, http.MethodGet, path, "", nil)
}

func wantText(t *testing.T, page string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(page, w) {
			t.Errorf("the receipt does not say %q:\n%s", w, page)
		}
	}
}

func wantNoText(t *testing.T, page string, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(page, w) {
			t.Errorf("the receipt says %q:\n%s", w, page)
		}
	}
}

func TestReceiptsOfASale(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		_, result := c.run(sale(1240))
		base := "http://cloud.test/receipts/" + str(result, "efttransactionID")
		expect(t, result, fields{"customerReceipt": base + "/customer.html", "merchantReceipt": base + "/merchant.html", "signatureUrl": ""})

		customer := c.fetch(str(result, "customerReceipt")).want(http.StatusOK)
		if got := customer.header.Get("Content-Type"); got != "text/html; charset=utf-8" {
			t.Errorf("Content-Type = %q", got)
		}
		page := string(customer.body)
		wantText(t, page, "Harbour Books", "12 Quay Street", "CUSTOMER COPY", "SALE", "Visa", "************0936", "A0000000031010",
			"Contactless", "90000001", "TOTAL", "12.40 EUR", "APPROVED", str(result, "authorisationCode"), str(result, "rrn"), "2000-01-01 00:00:04")
		wantNoText(t, page, "MERCHANT COPY", "Signature", simulator.Cardholder, "1230", "ZgotmplZ")

		merchant := string(c.fetch(str(result, "merchantReceipt")).want(http.StatusOK).body)
		wantText(t, merchant, "MERCHANT COPY", "12.40 EUR", "APPROVED")
		wantNoText(t, merchant, "CUSTOMER COPY", "Signature")
	})
}

func TestReceiptsKeepToTheDialect(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		_, result := c.run(sale(simulator.AmountSignature))
		page := string(c.fetch(str(result, "merchantReceipt")).want(http.StatusOK).body)
		allowed := map[string]bool{
			"html": true, "head": true, "meta": true, "title": true, "body": true, "header": true, "main": true, "p": true, "div": true, "hr": true, "img": true,
		}
		for _, tag := range regexp.MustCompile(`<([a-z]+)`).FindAllStringSubmatch(page, -1) {
			if !allowed[tag[1]] {
				t.Errorf("element %s", tag[1])
			}
		}
		classes := map[string]bool{"large": true, "bold": true, "center": true, "left": true, "right": true, "separator": true, "solid": true}
		for _, list := range regexp.MustCompile(`class="([^"]*)"`).FindAllStringSubmatch(page, -1) {
			for _, class := range strings.Fields(list[1]) {
				if !classes[class] {
					t.Errorf("class %s", class)
				}
			}
		}
		sources := regexp.MustCompile(`src="data:image/png;base64,([^"]*)"`).FindAllStringSubmatch(page, -1)
		if len(sources) != 2 || strings.Count(page, "src=") != 2 {
			t.Fatalf("%d pictures as data URIs, %d in all; want logo and signature", len(sources), strings.Count(page, "src="))
		}
		for _, source := range sources {
			data, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(source[1], "&#43;", "+"))
			if err != nil {
				t.Fatalf("decode: %v", err)
			}
			if picture, err := png.Decode(bytes.NewReader(data)); err != nil || picture.Bounds().Dx() < 90 {
				t.Errorf("not a PNG to look at: %v", err)
			}
		}
	})
}

func TestReceiptsOfOtherOutcomes(t *testing.T) {
	tests := map[string]struct {
		amount int64
		says   []string
		not    []string
	}{
		"declined": {3784, []string{"DECLINED", "37.84 EUR", "Visa"}, []string{"APPROVED", "Authorisation"}},
		"failed":   {3741, []string{"FAILED", "37.41 EUR"}, []string{"APPROVED"}},
		"partial": {
			3757, []string{"APPROVED FOR A PART", "Asked for", "37.57 EUR", "Still to pay", "12.52 EUR", "25.05 EUR"}, []string{"DECLINED"},
		},
		"taken back by the chip": {simulator.AmountChipTakesBack, []string{"DECLINED", "90.12 EUR"}, []string{"APPROVED"}},
		"part not kept":          {simulator.AmountPartialDropped, []string{"CANCELLED"}, []string{"APPROVED"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			inBubble(t, seeded(), func(t *testing.T, c *till) {
				_, result := c.run(sale(test.amount))
				for _, copyOf := range []string{"customerReceipt", "merchantReceipt"} {
					page := string(c.fetch(str(result, copyOf)).want(http.StatusOK).body)
					wantText(t, page, test.says...)
					wantNoText(t, page, test.not...)
				}
			})
		})
	}
}

func TestReceiptsOfLinkedOperations(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		_, id := c.sold(1000)
		_, refund := c.run(linked("refund", 300, id))
		wantText(t, string(c.fetch(str(refund, "customerReceipt")).body), "REFUND", "3.00 EUR", "APPROVED", "Contactless")
		_, undo := c.run(linked("refundReversal", 300, str(refund, "efttransactionID")))
		page := string(c.fetch(str(undo, "customerReceipt")).body)
		wantText(t, page, "VOID REFUND", "3.00 EUR", "************0936")
		wantNoText(t, page, "Contactless", "Verified")
		_, void := c.run(linked("saleReversal", 1000, id))
		wantText(t, string(c.fetch(str(void, "customerReceipt")).body), "VOID SALE", "10.00 EUR")
		// The receipt of the sale says what happened then.
		sale := c.do(c.api, http.MethodGet, "/receipts/"+id+"/customer.html", "", nil)
		wantText(t, string(sale.body), "APPROVED", "10.00 EUR")
	})
}

func TestSignatureReceipts(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		_, result := c.run(sale(simulator.AmountSignature))
		merchant := string(c.fetch(str(result, "merchantReceipt")).body)
		wantText(t, merchant, "Signature", "______", `alt="signature"`, "Verified by")
		wantNoText(t, string(c.fetch(str(result, "customerReceipt")).body), "______", `alt="signature"`)
		drawn := c.fetch(str(result, "signatureUrl")).want(http.StatusOK)
		if got := drawn.header.Get("Content-Type"); got != "image/png" {
			t.Errorf("Content-Type = %q", got)
		}
		if _, err := png.Decode(bytes.NewReader(drawn.body)); err != nil {
			t.Errorf("signature: %v", err)
		}
	})
}

func TestSignatureThatWasNotGiven(t *testing.T) {
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		b := c.begin(sale(1240))
		c.until(simulator.StageCard)
		c.cloud.Act(serialA, simulator.ActSign)
		c.until(simulator.StageSign)
		c.cloud.Act(serialA, simulator.ActCancel)
		result := c.result(b)
		expect(t, result, fields{"signatureUrl": "", "finStatus": "CANCELLED"})
		page := string(c.fetch(str(result, "merchantReceipt")).want(http.StatusOK).body)
		wantText(t, page, "CANCELLED", "______")
		wantNoText(t, page, `alt="signature"`)
		c.do(c.api, http.MethodGet, "/receipts/"+str(result, "efttransactionID")+"/signature.png", "", nil).want(http.StatusNotFound)
	})
}

func TestInlineReceipts(t *testing.T) {
	inBubble(t, quiet(), func(t *testing.T, c *till) {
		b := c.begin(sale(simulator.AmountInlineReceipt))
		c.until(simulator.StageCard)
		c.cloud.Act(serialA, simulator.ActSign)
		c.until(simulator.StageSign)
		c.cloud.Act(serialA, simulator.ActSign)
		result := c.result(b)
		for field, title := range map[string]string{"customerReceipt": "CUSTOMER COPY", "merchantReceipt": "MERCHANT COPY"} {
			page := str(result, field)
			if !strings.HasPrefix(strings.TrimSpace(page), "<") {
				t.Errorf("%s does not start with <: %.40q", field, page)
			}
			wantText(t, page, title, "90.05 EUR", "APPROVED")
		}
		data, err := base64.StdEncoding.DecodeString(str(result, "signatureUrl"))
		if err != nil {
			t.Fatalf("signatureUrl is not base64: %v", err)
		}
		if _, err := png.Decode(bytes.NewReader(data)); err != nil {
			t.Errorf("signatureUrl is not a picture: %v", err)
		}
		// It came this way because the upload failed.
		c.do(c.api, http.MethodGet, "/receipts/"+str(result, "efttransactionID")+"/customer.html", "", nil).want(http.StatusNotFound)
	})
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		_, result := c.run(sale(simulator.AmountInlineReceipt))
		expect(t, result, fields{"signatureUrl": ""}) // nobody signed
	})
}

func TestNoReceipts(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		_, result := c.run(sale(simulator.AmountNoReceipt))
		expect(t, result, fields{"finStatus": "AUTHORISED", "customerReceipt": "", "merchantReceipt": "", "signatureUrl": ""})
		c.do(c.api, http.MethodGet, "/receipts/"+str(result, "efttransactionID")+"/customer.html", "", nil).want(http.StatusNotFound)
	})
}

func TestReceiptAddresses(t *testing.T) {
	inBubble(t, simulator.Options{Seed: 7, ReceiptBase: "http://127.0.0.1:8123/"}, func(t *testing.T, c *till) {
		_, result := c.run(sale(1240))
		if got := str(result, "customerReceipt"); !strings.HasPrefix(got, "http://127.0.0.1:8123/receipts/") {
			t.Errorf("customerReceipt = %q", got)
		}
		c.cloud.SetReceiptBase("https://receipts.example")
		_, result = c.run(sale(1240))
		if got := str(result, "merchantReceipt"); !strings.HasPrefix(got, "https://receipts.example/receipts/") {
			t.Errorf("merchantReceipt = %q", got)
		}
		id := str(result, "efttransactionID")
		c.do(c.api, http.MethodGet, "/receipts/"+id+"/customer.html", "", nil).want(http.StatusOK)
		for _, path := range []string{
			"/receipts/" + id + "/secret.html", "/receipts/" + id, "/receipts/unknown/customer.html", "/receipts/" + id + "/signature.png",
		} {
			r := c.do(c.api, http.MethodGet, path, "", c.keyed())
			if r.status != http.StatusNotFound {
				t.Errorf("%s answers %d", path, r.status)
			}
		}
	})
}

func TestReceiptsDoNotCountAsRequests(t *testing.T) {
	inBubble(t, seeded(), func(t *testing.T, c *till) {
		_, result := c.run(sale(1240))
		time.Sleep(time.Second)
		c.get("/devices")
		c.paced = false
		for range 10 {
			c.fetch(str(result, "customerReceipt")).want(http.StatusOK)
		}
		c.get("/devices").want(http.StatusOK)
	})
}
