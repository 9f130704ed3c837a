package io.soundlift.cli.conversion;

/**
 * Resumable upload, as the server has it.
 *
 * @param id its id, which is also that of its conversion
 * @param offset number of bytes that the server has
 * @param finished whether its conversion exists
 */
record UnfinishedUpload(String id, long offset, boolean finished) {

}
