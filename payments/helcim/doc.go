// Package helcim speaks to card terminals through Helcim's API, the part that Helcim calls the
// Smart Terminal API, and lately the Payment Hardware API.
//
// Written after the article "Smart Terminal API", the OpenAPI description 2.2.0 of the Helcim
// API and the pages on webhooks, idempotency, rate limits, errors and testing of the developer
// documents. The sample bodies that this adapter reads are in testdata and in a test. It passes
// the conformance suite against Tillside's simulator. It has not been tried against the live
// service or a test account.
//
// # One host, one token
//
// Everything is at one host, with a token of the account in the header api-token. 100 requests a
// minute, 3000 an hour and 5 at the same time are allowed to everybody who uses the account,
// together; the headers minute-limit-remaining and hour-limit-remaining say what is left, and the
// limiter in package rest heeds them. The limits that it keeps by itself leave a part to the
// shop's other systems.
//
// # What shapes the code
//
//   - A start is answered with 202 and nothing else: no transaction, no request to ask by. What
//     we sent is all there is: an invoice number of ours, unique for each attempt and made from
//     its reference, so that it is known before the first byte leaves and after a crash. "If the
//     invoice number does not exist, an invoice with that number is created."
//   - What became of it is asked with GET /card-transactions?invoiceNumber=. An empty list says
//     nothing: nobody has paid yet, somebody has cancelled at the terminal, or the request never
//     arrived. A cancel creates no transaction and is told by webhook alone.
//   - One number may stand for several transactions: a declined try, and then another card at the
//     same prompt. The approved one counts. A decline has to stand for a while. Two that are
//     approved are raised.
//   - A transaction does not say which terminal it is from. Where an answer names a device all the
//     same, it is compared.
//   - 409 is "Device Not Listening". Whether a terminal that is busy answers so as well is not
//     documented, so it proves nothing: the first copy of a request that something on the way has
//     delivered twice may run there.
//   - 400 is not among the answers that a start at a device has. Where one comes that names a sale's
//     amount or currency, or says that the request was not written as it should be ("Missing required
//     data"), nothing was charged. Any other, "invoiceNumber is already in use" or "Duplicate
//     idempotency-key" above all, is what the second copy of a request may be told, and is looked up
//     like a lost answer.
//   - A terminal answers GET /devices/{code}/ping while it listens. Whether it does so in the
//     middle of a payment is not documented, so that an answer says nothing of one.
//   - Nothing stops a payment from here. There is no such call.
//   - Money goes back without the card by /payment/reverse, the whole amount while the batch of the
//     payment is open, and by /payment/refund once it is closed. Both answer with the transaction,
//     and both remember an idempotency-key of 25 to 36 characters for 5 minutes: "a repeat returns
//     the first result". An Interac payment is refunded at a terminal, with the card, from a closed
//     batch; whether it can be reversed is presumed and not documented.
//   - An idempotency-key on a start at a device was required by an older guide, of 25 characters,
//     and is not in the current description. One of 25 is sent, and nothing is built on it: a start
//     is never repeated.
//   - Amounts are JSON numbers in dollars. They are written with two decimals and read as decimal
//     digits, as numbers, as strings and with an exponent; no float comes near them.
//   - Dates are Mountain Time and name no zone.
//   - Errors are {"errors": X}, where X is a text, a list of texts or an object of texts by field.
//     Only that shape refuses anything: a proxy may answer any status with words of its own.
//   - "status" is APPROVED or DECLINED. How "type" names refunds and reversals is not documented:
//     in the answer to our own refund it is not needed, and elsewhere a word that is not known
//     decides nothing.
//   - GET /devices answers 404 where there is no terminal. GET /connection-test tells that from a
//     wrong address.
//   - Whether an invoice number or an amount has limits is not documented. The numbers are short
//     and plain; amounts from 1 cent to 999,999.00 are our own limits.
package helcim
