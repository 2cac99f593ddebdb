package present

import (
	"time"

	"tillside/payments"
)

// DuplicateInput is what the duplicate question is decided from.
type DuplicateInput struct {
	Amount   payments.Money
	Terminal string // ID
	Badge    payments.Badge
	Recent   []payments.Attempt // newest first
	Asked    string             // reference of the approval the question was already answered for
	Now      time.Time
}

// ReverseInput is what the question before a reversal is made from.
type ReverseInput struct {
	Original payments.Attempt
	Badge    payments.Badge
}
