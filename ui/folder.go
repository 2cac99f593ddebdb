package ui

import (
	"fyne.io/fyne/v2"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// folderNotice says in a line or two what is unusual about the data folder, on the screen that
// is in front most of the day. It is in nobody's way; a press of it tells the rest.
type folderNotice struct {
	app  *App
	says *present.Sentence // nil when there is nothing to say
	text *widgets.Paragraph
	root *widgets.Tappable
}

func newFolderNotice(a *App) *folderNotice {
	n := &folderNotice{app: a, text: widgets.NewParagraph("", widgets.ParagraphStyle{})}
	n.root = widgets.NewTappable("", widgets.NewStrip(widgets.ToneCaution, n.text), n.explain)
	n.root.Hide()
	return n
}

func (n *folderNotice) object() fyne.CanvasObject { return n.root }

func (n *folderNotice) set() {
	n.says = nil
	if n.app.open != nil {
		n.says = n.app.words.Folder(n.app.open.Folder.Notice)
	}
	setVisible(n.root, n.says != nil && !n.app.view.crowded()) // the keys come first
	if n.says != nil {
		n.text.SetText(n.says.Title)
		n.root.SetLabel(n.says.String())
	}
}

func (n *folderNotice) explain() {
	if n.says != nil {
		n.app.explain(*n.says, nil)
	}
}
