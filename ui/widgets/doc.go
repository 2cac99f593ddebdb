// Package widgets holds what Tillside's screens are built of: the theme, and widgets that
// show a state and call back. They hold no logic, do no I/O and know no translation: every
// text comes from outside.
//
// A widget is made once by its New function, which takes the callbacks, and is given what to
// show with Set and a plain state value. Setting the same value again costs nothing. All of
// it belongs to the UI goroutine.
//
//	Theme, Palette, Tone     the tokens: colours, text sizes, light and dark, text scale
//	BigButton, Button        main action, others (plain, primary, danger, quiet)
//	Chip, Segments           filters and either-or choices
//	Tappable                 makes any content one pressable row or card
//	Keypad, AmountDisplay    amount entry
//	Badge, TerminalCard      terminals
//	StatusPanel, StatusHead  the state of a payment, as a full panel or as a heading
//	Steps, Progress          how far a payment is
//	Rail, Pill, Stripes      navigation, LIVE and TRAINING, the tray
//	PaymentRow, RecentRow    payments in lists
//	SectionHeader, KeyValues, Timeline, Balance, EmptyState, Paragraph
//	ReceiptPaper             a receipt document on white paper
//	Entry, Field             input
//	Panel, Column, Actions, Flow   surfaces and layouts
//
// Text wraps, so that the height of most widgets follows from their width. A widget says it
// with HeightFor (WidthAware), a layout likewise (WidthAwareLayout), and the function HeightFor
// asks either. A layout that uses it places everything rightly in the first frame; one that
// asks for MinSize alone gets there in the second.
//
// A pressable widget takes Tab focus, answers Space and Enter, shows hover and focus, and
// hands every key it does not use to the key handler of the canvas, so that the keyboard of
// the screen goes on working wherever the focus is. Nothing pressable is under 44 px.
package widgets
