package storage

// phrases are what progress is made of, the way marshal writes it. A new one goes to the end, and
// none is ever taken away or changed: what is in a file names them by their places.
var phrases = []string{
	`{"v":2,"sent":{"at":"`, `","offset_known":true`, `,"answered_at":"`, `","clock_offset_ns":`, `,"result_id":"`,
	`","result_id":"`, `","reference":"`, `"},"outcome":{"state":"approved","source":"result","ids":{`,
	`"},"outcome":{`, `},"outcome":{`, `"state":"`, `","source":"result"`, `","source":"status"`, `","source":"begin"`, `","source":"webhook"`,
	`,"ids":{"result":"`, `,"ids":{"reference":"`, `,"ids":{"transaction":"`, `"transaction":"`, `","transaction":"`,
	`","original":"`, `","authorisation":"`, `","rrn":"`, `"},"kind":"`, `,"kind":"`, `","amounts":{"requested":`, `,"amounts":{"requested":`,
	`,"charged":`, `,"tip":`, `,"due":`, `,"extra":`, `,"balance":`, `},"card":{"scheme":"`, `,"card":{"scheme":"`,
	`","masked":"************`, `","masked":"`, `","entry":"contactless"`, `","entry":"`, `,"verification":"`, `,"overexposed":true`,
	`},"receipts":{"customer":"`, `,"receipts":{"customer":"`, `","merchant":"`, `","signature":"`, `"},"message":"`, `,"message":"`,
	`,"texts":[{"language":"`, `","words":"`, `"},{"language":"`, `,"code":"`, `","code":"`, `,"error":"`, `","error":"`, `,"status":`,
	`,"detail":"`, `","detail":"`, `,"retry_after":`, `,"device":{"at":"`, `","battery":"`, `","charging":true`, `","app":"`,
	`","serial":"`, `"},"server_date":"`, `,"server_date":"`, `"},"mismatch":null`, `}},"mismatch":null`, `},"mismatch":null`,
	`,"mismatch":null`, `,"mismatch":["`, `"],"mismatched":{"state":"`, `],"mismatched":{`, `,"claim":{"state":"`, `","since":"`,
	`,"notice":"`, `","notice":"`, `,"closed":"`, `,"deeds":[{"version":`, `,"operator":"`, `"},{"version":`, `,"erased":true`,
	`{"minor":`, `,"currency":"`, `"currency":"EUR"}`, `"currency":"GBP"}`, `"currency":"USD"}`, `,"known":["`, `"known_read":true`,
	`,"known_read":true`, `,"refusal":"`, `","refusal":"`, `,"seen":true`, `,"token_digest":"`, `","token_digest":"`, `,"not_found":true`,
	`,"refunded":true`, `,"choosing":true`, `","reason":"`, `,"reason":"`, `approved`, `partially_approved`, `declined`, `cancelled`, `failed`,
	`refused`, `not_charged`, `not_sent`, `sale_reversal`, `refund_reversal`, `refund`, `sale`, `contactless`, `https://`, `MASTERCARD`, `MAESTRO`,
	`customer.html`, `merchant.html`, `/receipts/`, `receipt`, `{"v":3,"sent":{"at":"`, `{"v":5,"sent":{"at":"`, `unknown`,
}

// phrasesBy are the places of phrases by the byte that each begins with.
var phrasesBy = func() (by [256][]byte) {
	for i, p := range phrases {
		by[p[0]] = append(by[p[0]], byte(i))
	}
	return by
}()
