package ui

import "tillside/ui/widgets"

// folderNotice says what is unusual about the data folder, on the screen that is in front
// most of the day. It asks for nothing and is in nobody's way.
type folderNotice struct {
	text  *widgets.Paragraph
	panel *widgets.Panel
}

func newFolderNotice() *folderNotice {
	n := &folderNotice{text: widgets.NewParagraph("", widgets.ParagraphStyle{})}
	n.panel = widgets.NewNotice(widgets.ToneCaution, n.text)
	n.panel.Hide()
	return n
}

func (n *folderNotice) set(a *App) {
	if a.open == nil {
		n.panel.Hide()
		return
	}
	s := a.words.Folder(a.open.Folder.Notice)
	setVisible(n.panel, s != nil)
	if s != nil {
		n.text.SetText(joined(s.Title+".", s.Body, s.Next))
	}
}
