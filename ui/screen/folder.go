package screen

import (
	"fyne.io/fyne/v2"

	"tillside/ui/parts"
	"tillside/ui/present"
	"tillside/ui/widgets"
)

// folderNotice says in a line or two what is unusual about the data folder, or why the terminals
// could not be listed, on the screen that
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

// set shows what there is to say. What keeps the terminals from being listed comes first.
func (n *folderNotice) set(trouble *present.Sentence) {
	n.says = nil
	if n.access.Model.Open() != nil {
		n.says = n.access.Words.Folder(n.access.Model.Open().Folder.Notice)
	}
	if trouble != nil {
		n.says = trouble
	}
	widgets.SetVisible(n.Root, n.says != nil && !n.access.View.Crowded()) // the keys come first
	if n.says != nil {
		n.Text.SetText(n.says.Title)
		if trouble != nil {
			n.Text.SetText(parts.JoinedLines([]string{trouble.Title, trouble.Body}))
		}
		n.Root.SetLabel(n.says.String())
	}
}

func (n *folderNotice) explain() {
	if n.says != nil {
		n.access.Dialogs.Explain(*n.says, nil)
	}
}
