package ui

import (
	"fyne.io/fyne/v2"

	"tillside/ui/present"
	"tillside/ui/widgets"
)

// folderNotice says in a line or two what is unusual about the data folder, on the screen that
// is in front most of the day. It is in nobody's way; a press of it tells the rest.
type folderNotice struct {
	access *Access
	says   *present.Sentence // nil when there is nothing to say
	text   *widgets.Paragraph
	root   *widgets.Tappable
}

func newFolderNotice(a *Access) *folderNotice {
	n := &folderNotice{access: a, text: widgets.NewParagraph("", widgets.ParagraphStyle{})}
	n.root = widgets.NewTappable("", widgets.NewStrip(widgets.ToneCaution, n.text), n.explain)
	n.root.Hide()
	return n
}

func (n *folderNotice) object() fyne.CanvasObject { return n.root }

func (n *folderNotice) set() {
	n.says = nil
	if n.access.Model.Open() != nil {
		n.says = n.access.Words.Folder(n.access.Model.Open().Folder.Notice)
	}
	setVisible(n.root, n.says != nil && !n.access.View.crowded()) // the keys come first
	if n.says != nil {
		n.text.SetText(n.says.Title)
		n.root.SetLabel(n.says.String())
	}
}

func (n *folderNotice) explain() {
	if n.says != nil {
		n.access.Dialogs.Explain(*n.says, nil)
	}
}
