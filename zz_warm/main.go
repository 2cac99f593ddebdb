package main

import (
	"fyne.io/fyne/v2/app"
	_ "fyne.io/fyne/v2/test"
	_ "fyne.io/fyne/v2/widget"
	_ "fyne.io/fyne/v2/lang"
	_ "github.com/Rhymond/go-money"
	_ "github.com/boombuler/barcode/qr"
	_ "github.com/gofrs/flock"
	_ "github.com/google/uuid"
	_ "github.com/mattn/go-sqlite3"
	_ "github.com/microcosm-cc/bluemonday"
	_ "github.com/pressly/goose/v3"
	_ "github.com/zalando/go-keyring"
	_ "golang.org/x/net/html"
	_ "golang.org/x/time/rate"
	_ "golang.org/x/text/language"
	_ "golang.org/x/image/font"
	_ "golang.org/x/sys/unix"
	_ "golang.org/x/crypto/argon2"
	_ "pgregory.net/rapid"
)

func main() { a := app.NewWithID("x"); w := a.NewWindow("x"); w.ShowAndRun() }
