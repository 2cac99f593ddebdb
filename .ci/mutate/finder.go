package main

import (
	"go/ast"
	"go/token"
	"strconv"
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

func (f finder) add(kind string, from, to token.Pos, text string) {
	*f.found = append(*f.found, &mutant{file: f.file, line: f.p.fset.Position(from).Line, from: f.offset(from), to: f.offset(to), text: text, kind: kind})
}

func (f finder) replace(kind string, n ast.Node, text string) { f.add(kind, n.Pos(), n.End(), text) }

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
	case *ast.FuncDecl:
		f.of = resultsOf(n.Type)
	case *ast.FuncLit:
		f.of = resultsOf(n.Type)
	case *ast.ReturnStmt:
		f.returns(n)
	default:
		f.propose(n)
	}
	return f
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
		zero := "*new(" + f.text(f.of[i]) + ")"
		switch said := f.text(value); {
		case f.text(f.of[i]) == "bool":
			f.replace("return", value, "!("+said+")")
		case said != "nil" && said != `""` && said != "0" && said != f.text(f.of[i])+"{}":
			f.replace("return", value, zero)
		}
	}
}

func (f finder) propose(n ast.Node) {
	switch n := n.(type) {
	case *ast.IfStmt:
		f.replace("condition", n.Cond, "!("+f.text(n.Cond)+")")
	case *ast.ForStmt:
		if n.Cond != nil {
			f.replace("condition", n.Cond, "!("+f.text(n.Cond)+")")
		}
	case *ast.CaseClause:
		for _, value := range n.List {
			if _, simple := value.(*ast.BinaryExpr); simple {
				f.replace("condition", value, "!("+f.text(value)+")")
			}
		}
	case *ast.BinaryExpr:
		if s, ok := swapped[n.Op]; ok {
			f.add(s.kind, n.OpPos, n.OpPos+token.Pos(len(n.Op.String())), s.text)
		}
	case *ast.BasicLit:
		f.literal(n)
	case *ast.ExprStmt, *ast.IncDecStmt, *ast.SendStmt, *ast.GoStmt, *ast.DeferStmt:
		f.replace("statement", n, "{}")
	case *ast.AssignStmt:
		if n.Tok != token.DEFINE {
			f.replace("statement", n, "{}")
		}
	case *ast.BranchStmt:
		if n.Label == nil && n.Tok == token.CONTINUE {
			f.replace("branch", n, "break")
		}
	}
}

func (f finder) literal(n *ast.BasicLit) {
	switch n.Kind {
	case token.INT:
		if value, err := strconv.ParseInt(n.Value, 0, 64); err == nil {
			f.replace("constant", n, strconv.FormatInt(value+1, 10))
		}
	case token.STRING:
		if n.Value != `""` {
			f.replace("constant", n, `""`)
		} else {
			f.replace("constant", n, `"x"`)
		}
	}
}
