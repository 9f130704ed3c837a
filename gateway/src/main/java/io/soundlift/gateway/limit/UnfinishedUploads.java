package io.soundlift.gateway.limit;

/**
 * Count of resumable uploads that are not finished. Uploads are limited by what is here,
 * so what is here knows no more of them.
 */
@FunctionalInterface
public interface UnfinishedUploads {

	/**
	 * Counts the unfinished uploads of an account.
	 * @param owner id of the account
	 * @return their number, whether or not bytes of them are coming
	 */
	long countUnfinished(String owner);

}
