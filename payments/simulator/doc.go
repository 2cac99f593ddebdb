// Package simulator is a payment provider's cloud of the project's own: an acquirer with a
// ledger, three card terminals with people in front of them, and the two HTTP hosts of
// Handpoint's REST API, or those of Kushki's Cloud Terminal API. Training mode,
// demonstrations and tests run the real gateway adapter against it; no money moves and no key
// or card in it is real.
//
// # What it keeps to
//
// The hosts follow "Handpoint REST API, Endpoints" and the pages around it: status codes,
// headers, the three forms of an error body, strings for amounts in requests and integers
// in answers, 204 until a result is there, UNDEFINED for a reference never seen, the first
// entry of a reference in its current state. They refuse what the real ones refuse: a key
// that is not known (403), a reference that is not a UUID of version 4 (400), an amount
// that is a number (422), more than two requests a second for one key on both hosts
// together (429). Two points are stricter than the real cloud, so that a client cannot be
// wrong unseen: a transactionReference on a linked operation is refused (422), and an
// operation outside the list below is, too.
//
// Operations: sale, refund (linked and unlinked), saleReversal, refundReversal,
// stopCurrentTransaction, pingDevice. The acquirer of this shop reverses in full only. It
// has an agreement for one currency, unless SetAgreements names more; in any other a transaction ends as FAILED with
// "Agreement not found". Handpoint's check for the same card and amount twice within five
// minutes is not simulated.
//
// # Amounts that make something happen
//
// Handpoint's own test amounts work: 3741 and 3768 FAILED, 3757 PARTIAL_APPROVAL, 3779
// (01), 3784 (05), 3793 (04), 6165 (61), 155, 165, 1102, 1104, 1110, 1112, 1114 to 1119
// (65) and 1101, 1103, 1109, 1111 (70) DECLINED. The simulator adds, in minor units:
//
//	9001  the customer presses the red key: CANCELLED
//	9002  approved after a signature
//	9003  refused: busy (400, 1001)
//	9004  refused: offline (400, 1002)
//	9005  approved, receipts and signature inside the result instead of as URLs
//	9006  approved, no receipts
//	9007  approved, the result comes after 8 minutes
//	9008  approved at the acquirer, the result never comes
//	9009  no card is ever presented, the result never comes
//	9010  approved for a part, which the terminal keeps after 10 s
//	9011  the tap is declined with 65, chip and PIN are approved under the same reference
//	9012  approved by the bank, taken back by the chip: DECLINED
//	9013  approved for a part that is not kept: CANCELLED
//
// Every other amount is approved. Triggers lists all of them with their names. While a
// terminal still asks something after an approval (9002, 9010, 9012, 9013), the status
// host already says AUTHORISED, as Handpoint warns. For 9011 the first entry of the
// reference is the declined tap and the second one the sale.
//
// Conditions that no amount brings about are set from outside: a customer who takes five
// minutes, an acquirer that decides slowly, tips, more currencies, a reference that the
// gateway replaces, a status host that forgets (see the methods of Cloud).
//
// # Time
//
// The package uses package time and works in a testing/synctest bubble; a Cloud starts no
// goroutine but for a callback that is being posted, and Close ends everything.
package simulator
