package handpoint

import "tillside/payments"

// customerReference is what the cashier noted. A linked operation has no reference of its own;
// without a note it carries ours here, so that it can be told from one of another till.
func customerReference(a payments.Attempt) string {
	note := tidy(a.Note, longestNote(a))
	if note == "" && a.Kind.Linked() {
		return tidy(a.Reference, noteLength)
	}
	return note
}

// longestNote: /moto/* takes less of it.
func longestNote(a payments.Attempt) int {
	if unitInDoubt(a) && (a.Kind == payments.KindPhoneOrder || a.Original.Kind == payments.KindPhoneOrder) {
		return motoNoteLength
	}
	return noteLength
}
