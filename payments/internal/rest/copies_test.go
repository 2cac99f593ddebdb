package rest

import "testing"

// What the second copy of a request may be told, and what it is not.
func TestWordsOfACopy(t *testing.T) {
	for text, want := range map[string]bool{
		"invoiceNumber is already in use": true, "Duplicate idempotency-key": true, "A request with this key exists": true,
		"Request in process": true, "Repeated request": true, "already reversed": true,
		"La llave ya existe": true, "Solicitud duplicada": true, "La clave está en uso": true, "Ya fue anulada": true,
		"transactionAmount must be positive": false, "Currency is not supported for this device": false, "dteType does not exist": false,
		"No access permission": false, "Dispositivo no vinculado": false, "ayer": false, "": false,
	} {
		if got := SpeaksOfCopy(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
