package mitogen.classes;

import java.io.IOException;

/** Where Java runtimes come from, for places that have no Java. Thread-safe. */
public interface RuntimeSource {
    /**
     * A Java runtime for that platform. Waits for it, however long it takes to make one.
     *
     * @param platform {@code uname -sm} and the C library there, in small letters: {@code linux-x86_64-glibc}
     * @throws IOException if there is none; the message tells why, and what to do
     */
    RuntimeArchive runtime(String platform) throws IOException;

    /** Answers a request, now or later, on any thread. Called on a reader thread. */
    void find(RuntimeRequest wanted);
}
