// Package handpoint speaks to card terminals through the Handpoint Cloud REST API.
//
// Written after the pages "Introduction" (REST API 2.7.1) and "Endpoints" (about REST API
// 2.27, with samples of 2026) and checked against the later pages "Transaction Result
// Object", "Transaction recovery" and "Error codes" (REST API 2.34). Every sample body of
// the Endpoints page that this adapter reads is in testdata and in a test. It passes the
// conformance suite against Tillside's simulator. It has not been tried against the live
// service or a demo merchant.
//
// # Two hosts
//
// Operations and the terminal's results live on the cloud host, the gateway's own view of
// a transaction on the status host. One key opens both, and two requests a second are
// allowed for it over both together, which the limiter in package rest keeps.
//
// # Quirks that shape the code
//
//   - "Handpoint does not verify that the transactionReference values sent on every request
//     are UNIQUE" (Endpoints). A repeated POST is a second charge; Begin transmits once.
//   - A linked operation carries no transactionReference; it is filed under the one of the
//     original. After a lost answer it is found as a new child of the original.
//   - Amounts go out as a string of digits and come back as JSON integers, both in minor
//     units. The pages contradict each other about the units of those that work without a
//     terminal: they are used once a person has settled which.
//   - Errors come in three shapes and as plain text; see fault. Only those shapes refuse a
//     start: a proxy or a portal may answer any status with words of its own. And only what
//     the request itself is refused for proves that no card flow runs. "Busy", "no answer" and
//     429 are what the second copy of a request is told that a box on the way delivered twice,
//     while the first copy is being paid.
//   - An answer of the status host that is filed under another reference than the one asked for
//     states nothing, "never seen" least of all.
//   - finStatus alone decides. issuerResponseCode "00" may be a placeholder. A word that is
//     not known, and PROCESSED or CAPTURED for a payment, decides nothing.
//   - The plain status answers 200 with UNDEFINED for a reference it does not know. The
//     form with a selector answers 404. Only the first is the explicit "never seen".
//   - The first entry of a reference shows its current state, so a refunded sale reads
//     REFUNDED. A tap that is declined and followed by the chip leaves two entries under
//     one reference: the first declined, the second authorised.
//   - The status host may say AUTHORISED before the terminal has agreed ("Transaction
//     recovery"); outcomes name their source, so that the engine can tell.
//   - With a callbackUrl and a token the terminal posts its result there, the token in the
//     header AUTH-TOKEN, and the 202 may carry no transactionResultId (the sample has none,
//     the integration guide has one). The token is random and never the reference, although
//     the sample uses one value for both.
//   - GET /devices returns "ssk", a shared secret, and results may carry an unmasked card
//     number, expiry date, holder's name and card token. None of them is decoded.
package handpoint
