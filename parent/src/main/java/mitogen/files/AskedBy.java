package mitogen.files;

import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Which method of the JDK wants a file opened. Some do it all at once, so nobody sees what they open, and it can be done there at
 * once, too. If a later JDK calls its methods otherwise, the same is done in more steps.
 */
final class AskedBy {
    private static final String FILES = Files.class.getName();

    private AskedBy() {}

    /** Whether that method of {@link Files} does, by way of another one of these. */
    static boolean files(String... methods) {
        List<StackWalker.StackFrame> frames = frames();
        return frames.size() > 1
                && frames.get(0).getClassName().equals(FILES)
                && frames.get(1).getClassName().equals(FILES)
                && List.of(methods).contains(frames.get(1).getMethodName());
    }

    /** Whether it is for a temporary file. */
    static boolean temporary() {
        return frames().stream().anyMatch(frame -> frame.getClassName().equals("java.nio.file.TempFileHelper"));
    }

    private static List<StackWalker.StackFrame> frames() {
        return StackWalker.getInstance()
                .walk(frames -> frames.dropWhile(frame -> frame.getClassName().startsWith("mitogen.files."))
                        .limit(3)
                        .collect(Collectors.toList()));
    }
}
