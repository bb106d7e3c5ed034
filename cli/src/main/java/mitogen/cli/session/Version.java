package mitogen.cli.session;

import java.io.File;

/** Which build of the command this is: the file it was started from, and the age and size of that. */
final class Version {
    private Version() {}

    static String ours() {
        String path = System.getProperty("java.class.path", "");
        int end = path.indexOf(File.pathSeparatorChar);
        File first = new File(end < 0 ? path : path.substring(0, end)).getAbsoluteFile();
        return first + " of " + first.lastModified() + ", " + (first.isFile() ? first.length() : 0) + " bytes";
    }
}
