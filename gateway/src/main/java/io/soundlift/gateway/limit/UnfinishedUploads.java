package io.soundlift.gateway.limit;

/**
 * Count of unfinished resumable uploads. The package of resumable uploads depends on this
 * one, so this interface keeps it from depending on that package.
 */
@FunctionalInterface
public interface UnfinishedUploads {

	/**
	 * Counts the unfinished uploads of an account.
	 * @param owner id of the account
	 * @return their number, whether or not they are receiving bytes
	 */
	long countUnfinished(String owner);

}
