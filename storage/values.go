package storage

import "database/sql/driver"

// values reads what a list of pointers points at, so that one list of a row's columns
// serves reading, writing and hashing.
func values(pointers []any) []any {
	list := make([]any, len(pointers))
	for i, p := range pointers {
		switch v := p.(type) {
		case *string:
			list[i] = *v
		case *timeJSON:
			list[i] = string(*v)
		case *int64:
			list[i] = *v
		case *bool:
			list[i] = *v
		case *[]byte:
			list[i] = *v
		}
	}
	return list
}

// stored reads what a list of pointers and columns is in the file.
func stored(columns []any) []any {
	list := values(columns)
	for i, c := range columns {
		if v, ok := c.(driver.Valuer); ok {
			list[i], _ = v.Value() // none of ours has an error
		}
	}
	return list
}
