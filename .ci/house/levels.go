package main

// floor is a package of the window, with its files in rows from top to bottom. A file uses only
// what rows below its own declare, of its own package or of one below. A floor without rows is
// open: its files may use one another.
type floor struct {
	folder, what string
	rows         []string
}

// floors are the packages of the window, from top to bottom. Which package may import which is
// in .ci/rules.go.
var floors = []floor{
	{folder: "ui", what: "the window: opens, closes, leads from screen to screen, gives keys away", rows: []string{
		"app",
		"keys",
		"navigation places",
		"display",
		"customer guard shell style",
		"fonts frame params rail",
	}},
	{folder: "ui/screen", what: "a file for each screen; none knows the window", rows: []string{
		"journal_keys settings",
		"journal sale settings_key settings_owner",
		"detail payment refund sale_side settings_callbacks settings_choices settings_fields settings_hosts settings_money settings_people settings_profiles settings_secrets settings_terminals settings_tips settings_versions unlinked",
		"approve bundle care choose closing detail_asking first_run folder form lock opening sale_fields sale_open seen settings_change settings_lacks terminals tray",
		"controls day holds journal_export journal_filter",
		"keptcards tips_after",
		"day_paper hold_form payment_actions signins",
		"lacks pick_list questions receipt_print",
		"access journal_data",
		"sale_scan screens",
	}},
	{folder: "ui/parts", what: "what several screens are made of", rows: []string{
		"dialog_ask dialog_pin",
		"dialogs",
		"actions fields option_list picker presses receipts rows",
		"convert entries key_names scan",
	}},
	{folder: "ui/model", what: "what is known now, without a widget", rows: []string{
		"opening seek",
		"start terminal_ask update",
		"lacks reading recall tips_after",
		"bundle export search settings tray",
		"people profiles",
		"model",
		"payments",
		"family files front progress stored terminals unseen xlsx",
	}},
	{folder: "ui/work", what: "what may wait, and its answers", rows: []string{
		"ticker",
		"gate stages worker",
	}},
	{folder: "ui/widgets", what: "drawing and layout"},
	{folder: "ui/present", what: "what a screen says and allows, as plain values"},
	{folder: "ui/paper", what: "sheets on paper"},
}
