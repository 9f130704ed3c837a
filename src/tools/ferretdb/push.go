package common

import "github.com/FerretDB/FerretDB/internal/types"

// keepLast removes the first elements of an array that a $push with a negative $slice has
// made too long.
func keepLast(array *types.Array, push any) {
	document, _ := push.(*types.Document)
	slice, _ := document.Get("$slice")
	limit, ok := slice.(int32)
	for ok && limit < 0 && array.Len() > int(-limit) {
		array.Remove(0)
	}
}
