package helcim

// InvoiceNumber is what the tests from outside hold the acquirer's books against.
var InvoiceNumber = invoiceNumber
