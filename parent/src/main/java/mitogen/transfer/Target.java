package mitogen.transfer;

import java.nio.file.Path;

/**
 * A file that is to be at the destination.
 *
 * @param folder the directory that it is in
 * @param name its name below the root
 * @param path where that is
 * @param old what was there before, or null
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record Target(Folder folder, byte[] name, Path path, Stat old) {}
