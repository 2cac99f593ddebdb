package ui

// spanishScenes show where the longest Spanish sentences stand.
func spanishScenes() map[string]scene {
	others := map[string]scene{}
	for _, some := range []map[string]scene{paymentScenes(), placeScenes(), doubtScenes(), waitingScenes()} {
		for _, name := range []string{"sale", "unknown", "mismatch", "settings", "detail", "refused-stays-busy", "locked", "refund"} {
			if s, ok := some[name]; ok {
				prepare := s.prepare
				s.prepare = func(shop *shop) { prepare(shop); shop.words["locale"] = "es" }
				others["es-"+name] = s
			}
		}
	}
	return others
}
