package present_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"tillside/payments"
	"tillside/payments/checkout"
	"tillside/ui/present"
)

// banned are the words that would say the same thing in a second way, or more than is
// proven. Each names what to say instead. Placeholders are taken out before they are looked
// for, so that a provider may call itself a gateway.
var banned = map[string][]struct{ pattern, instead string }{
	"en": {
		{`(?i)\brevers`, "void"},
		{`(?i)\b(take|takes|took|taken|taking) .{0,20}\bback\b`, "void"},
		{`(?i)(^|[^{])\b(gateway|cloud|service)\b`, "payment provider"},
		{`(?i)\bwish`, "cancel"},
		{`(?i)\bstop(s|ped|ping)?\b.{0,20}\b(terminal|payment)\b|asked to stop`, "cancel"},
		{`(?i)\bask now\b|tillside asks|keeps asking|last asked|not asked|asked again|sign of life|being asked`, "check"},
		{`(?i)\bslips?\b`, "receipt"},
		{`(?i)(^|[^{])\benvironment`, "mode"},
		{`(?i)put aside`, "unfinished"},
		{`(?i)open questions?`, "not confirmed"},
		{`(?i)not known (yet|here)|we do not know|no proof either way|never proven`, "not confirmed"},
		{`(?i)needs you`, "may have been charged: not confirmed"},
		{`(?i)customer at the terminal`, "waiting for the card"},
		{`(?i)longer than any`, "longer than usual"},
		{`(?i)sent elsewhere`, "connection diverted"},
		{`(?i)stopped on the way`, "result not certain"},
		{`(?i)\bby hand\b`, "never confirmed"},
		{`(?i)\banew\b`, "you can charge again"},
		{`(?i)at the latest`, "no promise that a silence breaks"},
		{`(?i)reference for this sale`, "order number or note"},
		{`(?i)take the rest|all that is left|a part of it`, "remaining, other amount"},
		{`(?i)open in browser`, "print"},
		{`(?i)nobody was looking`, "finished while you were away"},
		{`(?i)being followed|is followed`, "Tillside is still checking any open payment"},
		{`(?i)keep the key.|forget`, "save, remove"},
		{`(?i)copy of the journal`, "backup"},
		{`^Keep$`, "what is not done"},
		{`(?i)\b(you|cashier) (failed|forgot|made|typed a wrong)`, "no blame"},
	},
	"es": {
		{`(?i)\b(la|una|otra|esta|ninguna|propia|las) terminal(es)?\b`, "el terminal"},
		{`(?i)terminal (ocupada|conectada|lista)\b`, "el terminal"},
		{`(?i)\brecibos?\b`, "comprobante"},
		{`(?i)\b(ordenador|computador|computadora)(es|as|s)?\b`, "PC"},
		{`(?i)\bolvidar\b`, "quitar"},
		{`(?i)\brecupera`, "anular la devolución"},
		{`(?i)\bquedan \{`, "por pagar, which is right for 1,00 as well"},
		{`(?i)\S+(aron|ieron)\s*\{(Amount|Charged|Due|Rest|Refunded)`, "a sentence that is right for 1,00 as well"},
		{`(?i)preguntas? abiertas?`, "pago sin confirmar"},
		{`(?i)dejar la venta`, "cancelar la venta"},
		{`(?i)el cliente está en`, "esperando la tarjeta"},
		{`(?i)servicio de pagos|\bnube\b|pasarela`, "proveedor de pagos"},
		{`(?i)\bentornos?\b`, "modo"},
		{`(?i)preguntar ahora|sigue preguntando|última pregunta|tillside pregunta|se preguntó`, "consultar"},
		{`(?i)señal de vida`, "comprobar conexión"},
		{`(?i)\breverso|\breversa`, "anulación"},
		{`(?i)a mano\b`, "nunca confirmado"},
		{`(?i)\bcopias?\b(?: (?:más|que|está|dañada|sana|del|de los|\{)|\.|$)`, "copia de seguridad"},
		{`(?i)referencia de esta venta`, "número de pedido o nota"},
	},
}

// keepsItsWord are sentences in which a word of the list means something else.
var keepsItsWord = map[string]bool{
	"notice.cancel_failed": true, // "To stop, press its red key" is what the finger does
	"came.nothing_to_do":   true,
}

func TestOneWordForOneThing(t *testing.T) {
	for language, list := range banned {
		for key, sentence := range readSentences(t, language) {
			if keepsItsWord[key] {
				continue
			}
			bare := placeholder.ReplaceAllString(sentence, "{$1}")
			for _, one := range list {
				if found := regexp.MustCompile(one.pattern).FindString(bare); found != "" {
					t.Errorf("%s: %s says %q, which should be: %s\n%s", language, key, found, one.instead, sentence)
				}
			}
		}
	}
}

// The file is the journal; the list a person looks at is called Payments.
func TestTheListIsCalledPayments(t *testing.T) {
	for language, want := range map[string]string{"en": "Payments", "es": "Pagos"} {
		sentences := readSentences(t, language)
		if got := sentences["screen.journal"]; got != want {
			t.Errorf("%s: the list is called %q", language, got)
		}
		for key, sentence := range sentences {
			looks := regexp.MustCompile(`(?i)\b(look at|look in|find it in|mire|mírelo en) (the journal|el registro)`)
			if found := looks.FindString(sentence); found != "" {
				t.Errorf("%s: %s sends a person to the file: %q", language, key, sentence)
			}
		}
	}
}

func TestNumbersHaveTheirForms(t *testing.T) {
	for _, language := range present.Languages() {
		sentences := readSentences(t, language)
		for key, sentence := range sentences {
			stem, one := strings.CutSuffix(key, ".one")
			if many, several := strings.CutSuffix(key, ".many"); several {
				if _, ok := sentences[many+".one"]; !ok || !strings.Contains(sentence, "{{.Count}}") {
					t.Errorf("%s: %s has no form for one, or no number: %q", language, key, sentence)
				}
			}
			if !one {
				continue
			}
			if sentences[stem+".many"] == "" || sentences[stem+".many"] == sentence {
				t.Errorf("%s: %s has no form for many", language, key)
			}
			if !strings.Contains(sentence, "1") || strings.Contains(sentence, "{{.Count}}") {
				t.Errorf("%s: %s does not say one: %q", language, key, sentence)
			}
		}
	}
	in := sale()
	in.Today = []checkout.Total{{Currency: "EUR", Net: eur(1240)}}
	for count, want := range map[int]string{0: "Today, no payments yet", 1: "Today, 1 payment or refund", 2: "Today, 2 payments and refunds"} {
		in.Today[0].Payments = count
		if got := english(t).Sale(in).Today[0].Label; got != want {
			t.Errorf("%d: %q, want %q", count, got, want)
		}
	}
}

// claims are how a screen begins that says what happened to the money.
var claims = map[string]*regexp.Regexp{
	"en": regexp.MustCompile(`(?i)^(paid|refunded|voided|partly|nothing was|card declined|declined|not charged|not refunded|not voided|cancelled|the refund (of|still))`),
	"es": regexp.MustCompile(`(?i)^(pagado|devuelto|devolución de|anulado|no se|tarjeta rechazada|rechazado|no cobrado|no devuelto|cancelado|se anuló|la devolución sigue)`),
}

// Only what is proven is said, in every language, kind and state: where the money is not
// certain neither the heading nor the word of the lists claims it, and where it is certain
// the heading says so before anything else.
func TestOnlyWhatIsProvenIsSaid(t *testing.T) {
	for language, claim := range claims {
		p := present.New(newSpeaker(t, language).say, language, time.UTC)
		for _, k := range payments.Kinds() {
			for _, row := range payments.States() {
				in := paymentInput(k, row.State)
				heading := p.Payment(in).Heading
				word := p.Detail(present.DetailInput{Attempt: in.Attempt, Now: now}).Word
				for _, text := range []string{heading, word} {
					if row.Charged == payments.ChargedUnknown && claim.MatchString(text) {
						t.Errorf("%s: %s %s claims %q", language, k, row.State, text)
					}
				}
			}
		}
	}
}

// A refusal that a doubled request explains as well is told as what it is.
func TestARefusalThatProvesNothingSaysSo(t *testing.T) {
	for why, want := range map[payments.Reason]string{
		payments.ReasonBusy:        "The terminal says it is busy. Making sure that nothing was charged",
		payments.ReasonTerminalOff: "The terminal does not respond. Making sure that nothing was charged",
		payments.ReasonRateLimited: "The payment provider asks to wait. Making sure that nothing was charged",
		payments.ReasonRequest:     "The payment provider said no. Making sure that nothing was charged",
	} {
		in := paymentInput(payments.KindSale, payments.StateUnknown)
		in.Attempt.Sent.Refusal = why
		v := english(t).Payment(in)
		if v.Heading != want || v.Warning != "Do not charge again." || !strings.HasPrefix(v.Body, "Keep the goods.") {
			t.Errorf("%s: %q %q %q", why, v.Heading, v.Warning, v.Body)
		}
		in = paymentInput(payments.KindRefund, payments.StateUnknown)
		in.Attempt.Sent.Refusal = why
		if got := english(t).Payment(in).Heading; !strings.HasSuffix(got, "Making sure that no money moved") {
			t.Errorf("a refund, %s: %q", why, got)
		}
	}
}

// What to do with the goods is part of what is not known.
func TestAnOpenSaleSaysWhatToDoWithTheGoods(t *testing.T) {
	for language, goods := range map[string]string{"en": "goods", "es": "mercancía"} {
		p := present.New(newSpeaker(t, language).say, language, time.UTC)
		for _, s := range []payments.State{payments.StateUnknown, payments.StateCancelling} {
			v := p.Payment(paymentInput(payments.KindSale, s))
			if !strings.Contains(v.Warning+v.Body, goods) {
				t.Errorf("%s, %s: %q %q", language, s, v.Warning, v.Body)
			}
		}
	}
}

// What does not match is named in the heading, and both values stand side by side.
func TestAnAnswerThatDoesNotMatchShowsBothValues(t *testing.T) {
	in := paymentInput(payments.KindSale, payments.StateMismatch)
	in.Attempt.Mismatch, in.Attempt.Mismatched = []string{"amount"}, foreignAnswer
	v := english(t).Payment(in)
	if v.Heading != "The answer does not match: amount" || len(v.Notices) == 0 ||
		v.Notices[0] != "Asked 12.40 EUR, the terminal answered 99.99 EUR (amount)." {
		t.Errorf("%q, %q", v.Heading, v.Notices)
	}
	in.Attempt.Mismatched = payments.Outcome{} // a journal of an older version
	if v := english(t).Payment(in); len(v.Notices) > 0 {
		t.Errorf("%q names a value that nobody stated", v.Notices)
	}
}

// No time is promised while nobody answers.
func TestASilentConnectionPromisesNothing(t *testing.T) {
	in := paymentInput(payments.KindSale, payments.StateUnknown)
	in.Progress.Silent, in.Progress.LatestIn = true, time.Minute
	v := english(t).Payment(in)
	if last := v.Steps[len(v.Steps)-1].Text; last != "Certain once the connection is back" || v.Progress.Shown {
		t.Errorf("%q, bar %v", last, v.Progress.Shown)
	}
	in.Progress.Silent, in.Progress.CertainIn, in.Progress.LatestIn = false, 0, 250*time.Second
	if last := english(t).Payment(in).Steps[3].Text; last != "If no proof comes within 4:10, a person must look" {
		t.Errorf("%q", last)
	}
}
