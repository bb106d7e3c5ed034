package mitogen.files;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import mitogen.MitogenException;

/** What is thrown here for what happened there: the exception that the JDK has for it, about the path as it is called here. */
final class Exceptions {
    private Exceptions() {}

    /**
     * The exception for a failure.
     *
     * @param file what was asked about, or null
     * @param second another such path, or null
     * @throws RuntimeException if it is an unchecked one
     */
    static IOException of(Failure failure, String file, String second) {
        String told = failure.ofSecond() ? second : failure.ofFile() ? file : null;
        String other = failure.ofSecond() ? null : second;
        String reason = failure.reason();
        return switch (failure.type().substring(failure.type().lastIndexOf('.') + 1)) {
            case "NoSuchFileException" -> new NoSuchFileException(told, other, reason);
            case "FileAlreadyExistsException" -> new FileAlreadyExistsException(told, other, reason);
            case "AccessDeniedException" -> new AccessDeniedException(told, other, reason);
            case "AtomicMoveNotSupportedException" -> new AtomicMoveNotSupportedException(file, second, reason);
            case "DirectoryNotEmptyException" -> new DirectoryNotEmptyException(told);
            case "NotDirectoryException" -> new NotDirectoryException(told);
            case "NotLinkException" -> new NotLinkException(told, other, reason);
            case "FileSystemLoopException" -> new FileSystemLoopException(told);
            case "FileSystemException" -> new FileSystemException(told, other, reason);
            case "UserPrincipalNotFoundException" -> new UserPrincipalNotFoundException(file);
            case "OverlappingFileLockException" -> throw new OverlappingFileLockException();
            case "UnsupportedOperationException" -> throw new UnsupportedOperationException(reason);
            case "IllegalArgumentException" -> throw new IllegalArgumentException(reason);
            case "SecurityException" -> throw new SecurityException(reason);
            default ->
                new FileSystemException(
                        file,
                        null,
                        failure.type().equals(IOException.class.getName()) && reason != null
                                ? reason
                                : failure.type() + ": " + reason);
        };
    }

    /** What a program of files gets when the context does not answer: that is no failure of a file. */
    static IOException of(RuntimeException failure, Object context) {
        if (failure.getClass() == MitogenException.class
                && Thread.currentThread().isInterrupted()) {
            IOException interrupted = new InterruptedIOException(failure.getMessage());
            interrupted.initCause(failure);
            return interrupted;
        }
        return new IOException("the files of " + context + " cannot be reached: " + failure.getMessage(), failure);
    }

    /** For an answer that no honest context gives. */
    static IOException senseless(Object context, String what) {
        return new IOException(context + " gave an answer that makes no sense: " + what);
    }
}
