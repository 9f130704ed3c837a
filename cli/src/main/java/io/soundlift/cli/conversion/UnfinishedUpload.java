package io.soundlift.cli.conversion;

/**
 * An upload that can be interrupted, as the server has it.
 *
 * @param id its id, which is that of its conversion as well
 * @param offset number of bytes that the server has
 * @param finished whether there is a conversion of it
 */
record UnfinishedUpload(String id, long offset, boolean finished) {

}
