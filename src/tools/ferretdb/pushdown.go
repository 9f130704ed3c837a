package sqlite

import (
	"regexp"
	"strings"

	"github.com/FerretDB/FerretDB/internal/backends/sqlite/metadata"
	"github.com/FerretDB/FerretDB/internal/handler/sjson"
	"github.com/FerretDB/FerretDB/internal/types"
	"github.com/FerretDB/FerretDB/internal/util/must"
)

var simpleName = regexp.MustCompile(`^[A-Za-z_]\w*$`)

// where returns conditions that each document fulfils that matches the filter, so that SQLite
// can use indexes. FerretDB filters what remains.
func where(filter *types.Document) (string, []any) {
	var conditions []string
	var args []any

	for _, name := range filter.Keys() {
		if !simpleName.MatchString(name) {
			continue
		}
		values := equalTo(must.NotFail(filter.Get(name)))
		if len(values) == 0 {
			continue
		}
		// as FerretDB writes it in indexes; an array may have the value as an element
		column := metadata.DefaultColumn + "->'" + name + "'"
		conditions = append(conditions, "("+column+" IN (?"+strings.Repeat(", ?", len(values)-1)+") OR "+
			column+" >= '[' AND "+column+" < '\\')")
		args = append(args, values...)
	}

	if len(conditions) == 0 {
		return "", nil
	}
	return " WHERE " + strings.Join(conditions, " AND "), args
}

// equalTo returns the only values that a condition accepts, or none if there are others.
func equalTo(condition any) []any {
	switch condition := condition.(type) {
	case string, types.ObjectID, int32, int64:
		return []any{string(must.NotFail(sjson.MarshalSingleValue(condition)))}
	case *types.Document:
		in, _ := condition.Get("$in")
		array, ok := in.(*types.Array)
		if !ok {
			return nil
		}
		var values []any
		for i := range array.Len() {
			value := equalTo(must.NotFail(array.Get(i)))
			if len(value) != 1 {
				return nil
			}
			values = append(values, value...)
		}
		return values
	}
	return nil
}
