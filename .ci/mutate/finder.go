package main

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
	"strings"
)

// finder walks a file and proposes changes.
type finder struct {
	p     *suspect
	file  string
	of    []ast.Expr // the results of the function around
	found *[]*mutant
}

func (f finder) offset(pos token.Pos) int { return f.p.fset.Position(pos).Offset }

func (f finder) text(n ast.Node) string {
	return string(f.p.sources[f.file][f.offset(n.Pos()):f.offset(n.End())])
}

// add proposes a change. What behind writes is the change behind a switch, in the place of a
// whole expression or statement.
func (f finder) add(kind string, from, to token.Pos, text string, whole ast.Node, behind func(n int) string) {
	f.p.numbers++ // no other mutant has it
	*f.found = append(*f.found, &mutant{
		change: change{f.file, f.offset(from), f.offset(to), text},
		kind:   kind, line: f.p.fset.Position(from).Line, number: f.p.numbers,
		either: &change{f.file, f.offset(whole.Pos()), f.offset(whole.End()), behind(f.p.numbers)},
	})
}

func (f finder) value(kind string, n ast.Expr, text string) {
	f.add(kind, n.Pos(), n.End(), text, n, func(i int) string {
		return fmt.Sprintf("changedOr[%s](%d, %s, %s)", f.typeOf(n), i, text, f.text(n))
	})
}

func (f finder) statement(kind string, n ast.Stmt, text string) {
	f.add(kind, n.Pos(), n.End(), text, n, func(i int) string {
		return fmt.Sprintf("if changedIs(%d) { %s } else { %s }", i, text, f.text(n))
	})
}

// opposite turns a condition around.
func (f finder) opposite(kind string, n ast.Expr) {
	f.add(kind, n.Pos(), n.End(), "!("+f.text(n)+")", n, func(i int) string {
		return fmt.Sprintf("(changedIs(%d) != (%s))", i, f.text(n))
	})
}

func (f finder) typeOf(n ast.Expr) string {
	t := f.p.info.TypeOf(n)
	if t == nil {
		return "any"
	}
	return types.TypeString(types.Default(t), func(from *types.Package) string {
		if from.Path() == f.p.dir { // the package itself
			return ""
		}
		return from.Name()
	})
}

var swapped = map[token.Token]struct{ kind, text string }{
	token.LSS: {"boundary", "<="}, token.LEQ: {"boundary", "<"}, token.GTR: {"boundary", ">="}, token.GEQ: {"boundary", ">"},
	token.EQL: {"comparison", "!="}, token.NEQ: {"comparison", "=="}, token.LAND: {"and, or", "||"}, token.LOR: {"and, or", "&&"},
	token.ADD: {"arithmetic", "-"}, token.SUB: {"arithmetic", "+"}, token.MUL: {"arithmetic", "/"}, token.QUO: {"arithmetic", "*"}, token.REM: {"arithmetic", "*"},
}

// Visit implements ast.Visitor.
func (f finder) Visit(n ast.Node) ast.Visitor {
	switch n := n.(type) {
	case *ast.ImportSpec, *ast.Field:
		return nil // no import path, no tag of a struct
	case *ast.CallExpr:
		if strings.HasPrefix(f.text(n.Fun), "errors.New") {
			return nil // errors are told apart by what they are, not by their words
		}
	case *ast.ExprStmt:
		if call, ok := n.X.(*ast.CallExpr); ok && logs(f.text(call.Fun)) {
			return nil // the log decides nothing
		}
		f.propose(n)
	case *ast.FuncDecl:
		f.of = resultsOf(n.Type)
	case *ast.FuncLit:
		f.of = resultsOf(n.Type)
	case *ast.ReturnStmt:
		f.returns(n)
		if f.fails(n) {
			return failing{f, n}
		}
	default:
		f.propose(n)
	}
	return f
}

// fails reports whether a return gives an error.
func (f finder) fails(n *ast.ReturnStmt) bool {
	last := len(n.Results) - 1
	return last > 0 && last == len(f.of)-1 && f.text(f.of[last]) == "error" && f.text(n.Results[last]) != "nil"
}

// failing walks a return that gives an error: a literal beside it is read by nobody.
type failing struct {
	finder
	stmt *ast.ReturnStmt
}

// Visit implements ast.Visitor.
func (f failing) Visit(n ast.Node) ast.Visitor {
	if literal, ok := n.(*ast.BasicLit); ok && slices.Contains(f.stmt.Results, ast.Expr(literal)) {
		return nil
	}
	return f.finder.Visit(n)
}

// logs reports whether a call writes a line of the log.
func logs(called string) bool {
	rest, of, _ := strings.Cut(called, ".Log.")
	return rest != called && (of == "Debug" || of == "Info" || of == "Warn" || of == "Error")
}

func resultsOf(t *ast.FuncType) []ast.Expr {
	var all []ast.Expr
	if t.Results == nil {
		return nil
	}
	for _, field := range t.Results.List {
		for range max(len(field.Names), 1) {
			all = append(all, field.Type)
		}
	}
	return all
}

// returns answers with nothing in the place of each value.
func (f finder) returns(n *ast.ReturnStmt) {
	if len(n.Results) != len(f.of) {
		return
	}
	for i, value := range n.Results {
		switch said := f.text(value); {
		case f.text(f.of[i]) == "bool":
			f.opposite("return", value)
		case said != "nil" && said != `""` && said != "0" && said != f.text(f.of[i])+"{}":
			zero := "*new(" + f.text(f.of[i]) + ")"
			f.add("return", value.Pos(), value.End(), zero, n, func(number int) string {
				before := f.p.sources[f.file][f.offset(n.Pos()):f.offset(value.Pos())]
				after := f.p.sources[f.file][f.offset(value.End()):f.offset(n.End())]
				return fmt.Sprintf("if changedIs(%d) { %s%s%s }; %s", number, before, zero, after, f.text(n))
			})
		}
	}
}

func (f finder) propose(n ast.Node) {
	switch n := n.(type) {
	case *ast.IfStmt:
		f.opposite("condition", n.Cond)
	case *ast.ForStmt:
		if n.Cond != nil {
			f.opposite("condition", n.Cond)
		}
	case *ast.CaseClause:
		for _, value := range n.List {
			if _, simple := value.(*ast.BinaryExpr); simple {
				f.opposite("condition", value)
			}
		}
	case *ast.BinaryExpr:
		f.operator(n)
	case *ast.BasicLit:
		f.literal(n)
	case *ast.ExprStmt, *ast.IncDecStmt, *ast.SendStmt, *ast.GoStmt, *ast.DeferStmt:
		f.statement("statement", n.(ast.Stmt), "{}")
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			f.statement("statement", n, "{}")
		}
	case *ast.BranchStmt:
		if n.Label == nil && n.Tok == token.CONTINUE {
			f.statement("branch", n, "break")
		}
	}
}

func (f finder) operator(n *ast.BinaryExpr) {
	s, ok := swapped[n.Op]
	if !ok {
		return
	}
	end := n.OpPos + token.Pos(len(n.Op.String()))
	f.add(s.kind, n.OpPos, end, s.text, n, func(i int) string {
		before := f.p.sources[f.file][f.offset(n.Pos()):f.offset(n.OpPos)]
		after := f.p.sources[f.file][f.offset(end):f.offset(n.End())]
		return fmt.Sprintf("(func() %s { if changedIs(%d) { return %s%s%s }; return %s }())", f.typeOf(n), i, before, s.text, after, f.text(n))
	})
}

func (f finder) literal(n *ast.BasicLit) {
	switch n.Kind {
	case token.INT:
		if value, err := strconv.ParseInt(strings.ReplaceAll(n.Value, "_", ""), 0, 64); err == nil {
			f.value("constant", n, strconv.FormatInt(value+1, 10))
		}
	case token.STRING:
		if n.Value != `""` {
			f.value("constant", n, `""`)
		} else {
			f.value("constant", n, `"x"`)
		}
	}
}
