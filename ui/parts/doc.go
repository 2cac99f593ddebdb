// Package parts holds what several screens are made of: buttons, fields, lists, receipts and
// dialogs as the view-states of package present describe them, and what is known of the keys
// that were pressed. A part gets what it needs when it is made, and knows no screen.
package parts
