package mitogen.transfer;

import java.util.List;

/**
 * What is to be done, as it travels to both sides.
 *
 * @param includes which files are meant; empty for all
 * @param excludes the same for what is left alone
 * @param delete whether what the source has not is deleted
 * @param dryRun whether nothing is changed
 * @param checksum whether contents are compared, not times
 * @param permissions whether permissions are those of the source also where a file was there before
 * @param owners whether owners are those of the source
 * @param resume whether a part of a file stays
 * @param sync whether all is to be on the disk at the end
 */
record Plan(
        List<Rule.Text> includes,
        List<Rule.Text> excludes,
        boolean delete,
        boolean dryRun,
        boolean checksum,
        boolean permissions,
        boolean owners,
        boolean resume,
        boolean sync) {}
