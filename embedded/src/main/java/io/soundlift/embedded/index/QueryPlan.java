package io.soundlift.embedded.index;

/**
 * A way to find the documents that may match a query.
 *
 * @param positions what reads the positions of the documents, one by one
 * @param cost how many documents will probably be read
 * @param sorted whether the positions are in the order that the query demands
 * @param count the number of documents that match; -1 if that is not known before they
 * are read
 */
record QueryPlan(Iterable<Object> positions, long cost, boolean sorted, long count) {
}
