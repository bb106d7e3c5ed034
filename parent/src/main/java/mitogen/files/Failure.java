package mitogen.files;

import java.nio.file.FileSystemException;
import java.util.Objects;
import mitogen.internal.NativePaths;
import mitogen.internal.Printable;
import mitogen.transfer.JdkExceptions;

/**
 * What went wrong with a file there.
 *
 * @param type the name of the exception's class, one of the JDK
 * @param ofFile whether it told of a file
 * @param ofSecond whether that was the second of two
 * @param reason what the target said besides, or null
 */
record Failure(String type, boolean ofFile, boolean ofSecond, String reason) {
    /** Whoever controls the context may say anything; nothing of it controls a terminal. */
    Failure {
        type = Printable.line(Objects.requireNonNull(type, "a failure without a type"));
        reason = reason == null ? null : Printable.text(reason);
    }

    static Failure of(Exception thrown, byte[] second) {
        String type = JdkExceptions.type(thrown);
        if (!(thrown instanceof FileSystemException failed)) {
            return new Failure(type, false, false, thrown.getMessage());
        }
        boolean ofSecond = second != null
                && failed.getFile() != null
                && failed.getFile().equals(NativePaths.of(second).toString());
        return new Failure(type, failed.getFile() != null, ofSecond, failed.getReason());
    }
}
