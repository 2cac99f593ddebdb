package receipt_test

import (
	"os"
	"strings"
	"testing"

	"tillside/payments/receipt"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"nothing", "", nil},
		{"blanks", " \n\t\uFEFF ", nil},
		{"blanks of other widths", "\u2000\u3000<p>\u2003</p>", nil},
		{"an empty page", "<!DOCTYPE html><html><head><title>Shop</title></head><body></body></html>", nil},
		{"one line", "<p>Thank you</p>", []string{"L Thank you"}},
		{"byte order mark", "\uFEFF<p>a</p>", []string{"L a"}},
		{"white space collapses", "<p>  a \n\t b  <b> c</b>d </p>", []string{"L a b cd"}},
		{"no-break spaces stay", "<p>a&nbsp;&nbsp;b</p>", []string{"L a  b"}},
		{"indented", "<p>&nbsp;&nbsp;2 x Tea</p>", []string{"L   2 x Tea"}},
		{"entities", "<p>Caf&eacute; &amp; Bar &lt;3 &#8364;5 &#x41;</p>", []string{"L Café & Bar <3 €5 A"}},
		{"breaks", "a<br>b", []string{"L a<br>b"}},
		{"breaks in HTML", "<p>a<br>b<br/>c</br>d</p>", []string{"L a", "L b", "L c", "L d"}},
		{"an empty line", "<p>a<br><br>b</p>", []string{"L a", "", "L b"}},
		{"empty lines do not pile up", "<p><br>a<br><br><br><br>b<br><br></p>", []string{"L a", "", "L b"}},
		{"a blank paragraph", "<p>a</p><p>&nbsp;</p><p>b</p>", []string{"L a", "", "L b"}},
		{"blocks are lines", "<div>a<div>b</div>c</div>d", []string{"L a", "L b", "L c", "L d"}},
		{"inline elements are not", "<p>a<span>b</span><i>c</i><u>d</u><a href='https://e.example'>e</a></p>", []string{"L abcde"}},
		{"unknown elements are not", "<p>a<shop-name>b</shop-name></p>", []string{"L ab"}},
		{"headings", "<h1>Shop</h1><h2>x</h2><h3>Sale</h3>", []string{"L*+ Shop", "L*+ x", "L* Sale"}},
		{"bold and large", "<p class=bold>a</p><p class='LARGE bold'>b</p><p><b>c</b></p><strong>d</strong>", []string{"L* a", "L*+ b", "L* c", "L* d"}},
		{"mostly bold", "<p><b>Total</b> 5</p><p>Terminal <b>5</b></p>", []string{"L* Total 5", "L Terminal 5"}},
		{"centre", "<center>a</center><p class=center>b</p><p align=CENTER>c</p><div class=center><p>d</p></div>", []string{"C a", "C b", "C c", "C d"}},
		{"back to the left", "<div class=center>a<p align=left>b</p>c</div>", []string{"C a", "L b", "C c"}},
		{"right alone", "<p class=right>a</p><p align=right>b</p>", []string{"R a", "R b"}},
		{"rules", "a", []string{"L a"}},
		{"rules in HTML", "<p>a</p><hr><p>b</p><div class='separator solid'></div><p>c</p><hr class=solid />", []string{"L a", "---", "L b", "---", "L c", "---"}},
		{"rules do not pile up", "<hr><hr><div class=solid></div>a", []string{"---", "L a"}},
		{"a rule below its text", "<div class=solid>Items</div>", []string{"L Items", "---"}},
		{"a rule within a line", "<p>a<span class=separator></span>b</p>", []string{"L a", "---", "L b"}},
		{"a drawn rule", "<p>--------</p><p>- - - - -</p><p>====</p><p>---</p><p>--a--</p><p>**** ****</p>", []string{"---", "L ---", "L --a--", "L **** ****"}},
		{"lists", "<ul><li>a<li>b</ul><ol><li>c</li></ol><dl><dt>d<dd>e</dl>", []string{"L a", "L b", "L c", "L d", "L e"}},
		{"preformatted", "<pre>a  b\n  c\n\n\td</pre>", []string{"L a  b", "L   c", "", "L     d"}},
		{"preformatted with returns", "<pre>a\r\nb\rc</pre>", []string{"L a", "L b", "L c"}},
		{"plain text", "SHOP\r\n\r\n  2 x Tea   3.00\n", []string{"L SHOP", "", "L   2 x Tea   3.00"}},
		{"plain text with a tag in it", "1 < 2 <b>x</b>", []string{"L 1 < 2 <b>x</b>"}},
		{"an open paragraph", "<p>a<p>b<div>c", []string{"L a", "L b", "L c"}},
		{"ends that nothing opened", "</div></table></p><p>a</b></span></p></td>b", []string{"L a", "L b"}},
		{"crossed tags", "<p><b>a<i>b</b>c</i>d</p>", []string{"L abcd"}},
		{"crossed tags, bold for longer", "<p><b>abc<i>d</b>e</i>f</p>", []string{"L* abcdef"}},
		{"a picture", "<p>a<img src='" + pngURI(3, 2) + "'>b</p>", []string{"L a", "L[3x2]", "L b"}},
		{"a picture in the middle", "<p class=center><img src=\"" + pngURI(3, 2) + "\"></p><img class=right src=\"" + pngURI(4, 1) + "\">", []string{"C[3x2]", "R[4x1]"}},
		{"a picture from elsewhere", "<p><img src='https://x.example/a.png' alt='The Shop'></p><img src=//x.example/p.gif>", []string{"L The Shop"}},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			expect(t, receipt.Parse([]byte(c.in)), c.want...)
			expect(t, parse(c.in), c.want...)
		})
	}
}

func TestParseColumns(t *testing.T) {
	tests := []struct {
		name, in string
		want     []string
	}{
		{"two blocks", "<div class=left>Total</div><div class=right>12.40</div>", []string{"Total ~ 12.40"}},
		{"in a block of their own", "<div><div class=left>Total</div>\n<div class=right>12.40</div></div>a", []string{"Total ~ 12.40", "L a"}},
		{"several pairs", "<p class=left>a</p><p class=right>1</p><p class=left>b</p><p class=right>2</p>", []string{"a ~ 1", "b ~ 2"}},
		{"right first, as floats are", "<div class=right>1</div><div class=left>a</div><div class=right>2</div><div class=left>b</div>", []string{"a ~ 1", "b ~ 2"}},
		{"two lefts are two lines", "<p class=left>a</p><p class=left>b</p><p class=right>2</p>", []string{"L a", "b ~ 2"}},
		{"text between", "<p class=left>a</p>x<p class=right>1</p>", []string{"L a", "L x", "R 1"}},
		{"bold on one side", "<div class='left bold large'>Total</div><div class=right>1</div>", []string{"*+Total ~ 1"}},
		{"several lines each", "<div class=left>a<br>b</div><div class=right>1<br>2<br>3</div>", []string{"a ~ 1", "b ~ 2", "R 3"}},
		{"one side empty", "<div class=left></div><div class=right>1</div><div class=left>a</div><div class=right></div>", []string{"R 1", "L a"}},
		{"both sides empty", "a<div class=left></div><div class=right> </div>", []string{"L a<div class=left></div><div class=right> </div>"}},
		{"a picture on one side", "<div class=left><img src='" + pngURI(2, 2) + "'></div><div class=right>1</div>", []string{"L[2x2]", "R 1"}},

		{"two spans", "<p><span class=left>Total</span><span class=right>12.40</span></p>", []string{"Total ~ 12.40"}},
		{"spans with a break", "<span class=left>a</span> <span class=right>1</span><br><span class=left>b</span><span class=right>2</span>", []string{"a ~ 1", "b ~ 2"}},
		{"spans without a break", "<span class=left>a</span><span class=right>1</span><span class=left>b</span><span class=right>2</span>", []string{"a ~ 1", "b ~ 2"}},
		{"spans, right first", "<span class=right>1</span><span class=left>a</span><span class=right>2</span><span class=left>b</span>", []string{"a ~ 1", "b ~ 2"}},
		{"only the right one is marked", "<p>Total <span class=right>12.40</span></p>", []string{"Total ~ 12.40"}},
		{"a right span alone", "<p><span class=right>12.40</span></p>", []string{"R 12.40"}},
		{"a right span of blanks", "<p>a<span class=right>&nbsp;</span></p>", []string{"L a"}},

		{"a table", "<table><tr><td>Tea</td><td>3.00</td></tr><tr><td>Total</td><td>3.00</td></tr></table>", []string{"Tea ~ 3.00", "Total ~ 3.00"}},
		{"a table without ends", "<table><tr><td>a<td>1<tr><td>b<td>2</table>c", []string{"a ~ 1", "b ~ 2", "L c"}},
		{"a table in full dress", "<table><caption>Items</caption><thead><tr><th>What<th>How much<tbody><tr><td>a<td>1<tfoot><tr><td>b<td>2</table>", []string{"L Items", "*What ~ How much", "a ~ 1", "b ~ 2"}},
		{"three cells", "<table><tr><td>2<td>Tea<td>3.00</table>", []string{"2  Tea ~ 3.00"}},
		{"an empty first cell", "<table><tr><td></td><td>3.00</td></tr></table>", []string{"R 3.00"}},
		{"an empty last cell", "<table><tr><td>a</td><td>&nbsp;</td></tr></table>", []string{"L a"}},
		{"one cell in the middle", "<table><tr><td align=center colspan=2>a</td></tr></table>", []string{"C a"}},
		{"a table around it all", "<table><tr><td><p class=center>Shop</p><table><tr><td>a<td>1</table><hr>b</td></tr></table>", []string{"C Shop", "a ~ 1", "---", "L b"}},
		{"a stray end in a cell", "<div><table><tr><td>a</div></td><td>1</td></tr></table></div>", []string{"a ~ 1"}},
		{"text loose in a row", "<table><tr>a<td>1</td></tr></table>", []string{"a ~ 1"}},
		{"a rule in a row", "<table><tr><hr></tr><tr><td>a<td>1</table>", []string{"---", "a ~ 1"}},
		{"cells with an empty line each", "<table><tr><td>a<br><br>b<td>1<br><br>2</table>", []string{"a ~ 1", "", "b ~ 2"}},
		{"cells of several lines", "<table><tr><td>a<br><br>b<td>1<br>2</table>", []string{"a ~ 1", "R 2", "L b"}},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) { expect(t, parse(c.in), c.want...) })
	}
}

// What must leave no trace, and must not swallow what comes after it.
func TestParseDropsWhatActs(t *testing.T) {
	for name, in := range map[string]string{
		"script":            "<script>alert('x')</script>",
		"script with tags":  "<script>document.write('<p>x</p>')</script>",
		"style":             "<style>p{background:url(https://x.example)}</style>",
		"comment":           "<!-- <p>x</p> -->",
		"odd comment":       "<!--><!-- x --!>",
		"conditional":       "<!--[if IE]><p>x</p><![endif]-->",
		"instruction":       "<?xml version='1.0'?>",
		"frame":             "<iframe src='https://x.example'>x</iframe>",
		"frame with page":   "<iframe srcdoc='<p>x</p>'></iframe>",
		"object":            "<object data='x.swf'><param name=x><object>x</object>x</object>",
		"embed":             "<embed src='x.swf'>",
		"svg":               "<svg onload=alert(1)><script>x</script><text>x</text></svg>",
		"short svg":         "<svg/onload=alert(1)/>",
		"mathml":            "<math><mtext>x</mtext></math>",
		"template":          "<template><p>x</p></template>",
		"field":             "<input name=card value=x>",
		"choice":            "<select><option>x</option></select>",
		"text area":         "<textarea><p>x</p></textarea>",
		"button":            "<button onclick=alert(1)>x</button>",
		"meta refresh":      "<meta http-equiv=refresh content='0;url=https://x.example'>",
		"base":              "<base href='https://x.example/'>",
		"link":              "<link rel=stylesheet href='https://x.example/a.css'>",
		"video":             "<video src='https://x.example/v'>x</video>",
		"no script":         "<noscript><img src='https://x.example/p' alt=x></noscript>",
		"tracking pixel":    "<img src='https://x.example/p.gif' width=1 height=1>",
		"image by style":    "<img style='background:url(https://x.example)'>",
		"image set":         "<img srcset='https://x.example/p 1x'>",
		"drawing left open": "<svg><g onload=alert(1)>x",
		"svg as data":       "<img src='data:image/svg+xml;base64,PHN2Zy8+'>",
		"html as data":      "<img src='data:text/html;base64,PHA+eDwvcD4='>",
		"script as image":   "<img src='javascript:alert(1)'>",
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, parse("<p>before</p>"+in+"<p>after</p>"), "L before", "L after")
		})
	}
}

// Forms and links show their text; their attributes are nowhere.
func TestParseKeepsTextOfHarmlessElements(t *testing.T) {
	d := parse(`<form action="https://x.example/pay" method=post><p onclick="alert(1)" style="display:none">Sign <a href="javascript:alert(1)">here</a></p></form>`)
	expect(t, d, "L Sign here")
}

// A filter that cuts out "<script>" would make one of this. Here it is a strange tag and
// the text after it.
func TestParseDoesNotReassemble(t *testing.T) {
	expect(t, parse("<scr<script>ipt>alert(1)</script>"), "L ipt>alert(1)")
	expect(t, parse("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"), "L <script>alert(1)</script>")
}

func TestParseCleansText(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"override":           {"a\u202Eb\u202Cc", "abc"},
		"override by entity": {"a&#x202E;b&#8236;c", "abc"},
		"isolates":           {"a\u2066b\u2067c\u2068d\u2069e", "abcde"},
		"marks":              {"a\u200Eb\u200Fc\u061Cd", "abcd"},
		"zero width":         {"a\u200Bb\u2060c\uFEFFd", "abcd"},
		"soft hyphen":        {"a\u00ADb", "ab"},
		"tags":               {"a\U000E0041b", "ab"},
		"controls":           {"a\x01b\x07c\x1b[31md\x7fe\u009Bf", "abc[31mdef"},
		"control by entity":  {"a&#7;b&#27;c", "abc"},
		"null":               {"a\x00b", "ab"},
		"private use":        {"a\uE000b\U000F0000c", "abc"},
		"not a character":    {"a\uFFFEb\U0001FFFFc", "abc"},
		"line separator":     {"a\u2028b\u2029c\u0085d", "a b c d"},
		"spaces":             {"a\u2003b\u3000c\u202Fd\u2000", "a b c d"},
		"joiners stay":       {"می\u200Cخواهم क्\u200Dष", "می\u200Cخواهم क्\u200Dष"},
		"languages":          {"Köszönjük · Ευχαριστώ · Спасибо · ありがとう · תודה · شكرا", "Köszönjük · Ευχαριστώ · Спасибо · ありがとう · תודה · شكرا"},
	} {
		t.Run(name, func(t *testing.T) { expect(t, parse("<p>"+c.in+"</p>"), "L "+c.want) })
	}
}

func TestParseEncodings(t *testing.T) {
	utf16 := func(s string) string {
		b := "\xff\xfe"
		for _, r := range s {
			b += string([]byte{byte(r), byte(r >> 8)})
		}
		return b
	}
	for name, c := range map[string]struct{ in, want string }{
		"UTF-8":                  {"<p>Café €</p>", "L Café €"},
		"UTF-8 that claims more": {"<meta charset=iso-8859-1><p>Café €</p>", "L Café €"},
		"Windows-1252":           {"<p>Caf\xe9 \x80</p>", "L Café €"},
		"named":                  {"<meta charset=iso-8859-7><p>\xc5\xf5</p>", "L Ευ"},
		"UTF-16":                 {utf16("<p>Café €</p>"), "L Café €"},
		"plain Windows-1252":     {"Caf\xe9", "L Café"},
		"torn UTF-8":             {"<meta charset=utf-8><p>Caf\xc3</p>", "L Caf\uFFFD"},
	} {
		t.Run(name, func(t *testing.T) { expect(t, receipt.Parse([]byte(c.in)), c.want) })
	}
}

// The sample of the print format: header and main, classes, a solid separator, a logo.
func TestParsePrintFormat(t *testing.T) {
	raw, err := os.ReadFile("testdata/printformat.html")
	if err != nil {
		t.Fatal(err)
	}
	page := strings.ReplaceAll(string(raw), "LOGO", pngURI(96, 32))
	expect(t, parse(page),
		"C[96x32]", "C*+ IM25 MERCHANT", "C 373 Douglas Ave. 2671 Malaga", "---",
		"C* SALE", "Date ~ 2026-04-15 09:30", "Terminal ~ PAXA920 / 1850025030", "Card ~ Visa ************0936",
		"AID ~ A0000000031010", "---", "*+TOTAL ~ €3,00", "", "C*+ APPROVED", "C Aprobado o completado con éxito", "---",
		"C CARDHOLDER COPY", "C Conserve este recibo")
}

func TestParseTableReceipt(t *testing.T) {
	raw, err := os.ReadFile("testdata/table.html")
	if err != nil {
		t.Fatal(err)
	}
	expect(t, receipt.Parse(raw),
		"C* Corner Bakery", "C 5 Mill Lane", "---", "Croissant  2 x 1.80 ~ 3.60", "Flat white  1 x 3.20 ~ 3.20", "---",
		"*Total GBP ~ 6.80", "Mastercard ~ ****4242", "L Thank you & come again")
}

func TestEmpty(t *testing.T) {
	if !parse(" <p> </p>").Empty() || parse("a").Empty() {
		t.Error("a document does not know whether it is empty")
	}
}
