// Package kushki speaks to card terminals in Chile through Kushki's Cloud Terminal API, which is
// Haulmer's (TUU) "pago remoto".
//
// Written after Kushki's pages "Cloud terminal API" (overview, accept payments, status,
// transactions, voids and refunds, webhooks; API of December 2024) and TUU's page "Pago remoto".
// It passes the conformance suite against Tillside's simulator. It has not been tried against
// the live service, and there is no test system: the row "dev" of the overview holds a dash.
//
// # Two hosts, two secrets
//
// Payment requests, their status and the list of a terminal's latest transactions are at one
// host, under X-API-Key. Voids, refunds and the search for them are at another, under
// Private-Credential-Id. Without the second secret nothing is given back from here.
//
// # Quirks that shape the code
//
//   - The caller's key of a payment request is remembered for ten minutes. After that the same
//     key "may create a second payment", so that no request is ever sent again, not even within
//     them.
//   - "MR-160 Request does not exist" (404) proves nothing of a request that may have arrived,
//     and nothing else says that a payment never was. One in doubt needs a person, who looks at
//     the terminal; whatever the status, the list or a webhook says later corrects that.
//   - A 201 without a body is a request that was taken.
//   - One request a minute is taken for a terminal; the answer to the next is 429, with the
//     seconds in its text. A copy of a request that a box on the way delivers twice is told the
//     same while the first one is being paid, so that a 429 is no proof either, nor are a full
//     queue (MR-180), a key that is in use (MR-191, MR-203) and any other refusal whose text
//     speaks of a request that is there already.
//   - The words of a status come in any case, one page has numbers for them, and the two
//     pages differ in what "pending" and "sent" mean. "failed" is also what a decline is called,
//     and no reason is given.
//   - No answer names the card. The last four digits are in the list of the terminal's latest
//     fifteen authorised transactions, where a payment of ours is found by a custom field.
//   - Errors come in two shapes, and as an error object under 200 as well; see fault.
//   - What is not documented is not assumed: how long a request stays pending (after six minutes,
//     which are ours, a person is asked), whether the minute counts for questions too, the time
//     zone in which the day of a void ends, whether a terminal takes "paymentMethod" (it is left
//     out: the customer chooses), the answer to a repeated key.
package kushki
