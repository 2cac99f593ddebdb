package ui

import (
	"context"
	"slices"
	"strings"
	"sync"

	"tillside/payments/checkout"
	"tillside/ui/present"
)

// people are the operators of a shop in memory, with their PINs.
type people struct {
	mu       sync.Mutex
	list     []checkout.Operator
	pins     map[string]string
	at       string
	approved map[checkout.Approval]string
}

func newPeople() *people {
	return &people{pins: map[string]string{}, approved: map[checkout.Approval]string{}}
}

// SignIns implements checkout.SignIns.
func (s *shop) SignIns(_ context.Context, most int) ([]checkout.CommandStep, error) {
	return s.signIns[:min(most, len(s.signIns))], s.did("sign-ins")
}

// staffed is a till with a cashier, a supervisor and an owner, at which the owner is.
func staffed(s *shop) {
	s.people = newPeople()
	for _, o := range []struct {
		name string
		role checkout.Role
		pin  string
	}{{"Anna", checkout.RoleCashier, "1111"}, {"Olga", checkout.RoleOwner, "9999"}, {"Sue", checkout.RoleSupervisor, "5555"}} {
		s.people.list = append(s.people.list, checkout.Operator{Name: o.name, Role: o.role})
		s.people.pins[o.name] = o.pin
	}
	s.people.at = "Olga"
}

// People implements present.Backend.
func (s *shop) People() present.People {
	if s.people == nil {
		return nil
	}
	return s.people
}

func (p *people) Operator() (checkout.Operator, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.list) == 0 {
		return checkout.Operator{}, nil
	}
	for _, o := range p.list {
		if o.Name == p.at {
			return o, nil
		}
	}
	return checkout.Operator{}, checkout.ErrNobody
}

func (p *people) List() []checkout.Operator {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.list)
}

func (p *people) Lock() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at = ""
}

func (p *people) SignIn(_ context.Context, name, pin string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pins[name] != pin {
		return checkout.ErrWrongPIN
	}
	p.at = name
	return nil
}

func (p *people) Approve(_ context.Context, a checkout.Approval, name, pin string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.pins[name] != pin {
		return checkout.ErrWrongPIN
	}
	p.approved[a] = name
	return nil
}

func (p *people) Make(_ context.Context, o checkout.Operator, pin string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(pin) < 4 {
		return checkout.ErrBadPIN
	}
	p.list = append(p.list, o)
	p.pins[o.Name] = pin
	if len(p.list) == 1 {
		p.at = o.Name
	}
	slices.SortFunc(p.list, func(a, b checkout.Operator) int { return strings.Compare(a.Name, b.Name) })
	return nil
}

func (p *people) SetPIN(_ context.Context, name, pin string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pins[name] = pin
	return nil
}

func (p *people) Remove(_ context.Context, name string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.list = slices.DeleteFunc(p.list, func(o checkout.Operator) bool { return o.Name == name })
	return nil
}
