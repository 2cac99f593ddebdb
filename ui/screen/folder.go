package screen

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
	Text   *widgets.Paragraph
	Root   *widgets.Tappable
}

func newFolderNotice(a *Access) *folderNotice {
	n := &folderNotice{access: a, Text: widgets.NewParagraph("", widgets.ParagraphStyle{})}
	n.Root = widgets.NewTappable("", widgets.NewStrip(widgets.ToneCaution, n.Text), n.explain)
	n.Root.Hide()
	return n
}

func (n *folderNotice) object() fyne.CanvasObject { return n.Root }

func (n *folderNotice) set() {
	n.says = nil
	if n.access.Model.Open() != nil {
		n.says = n.access.Words.Folder(n.access.Model.Open().Folder.Notice)
	}
	widgets.SetVisible(n.Root, n.says != nil && !n.access.View.Crowded()) // the keys come first
	if n.says != nil {
		n.Text.SetText(n.says.Title)
		n.Root.SetLabel(n.says.String())
	}
}

func (n *folderNotice) explain() {
	if n.says != nil {
		n.access.Dialogs.Explain(*n.says, nil)
	}
}
