package mitogen.process;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.Predicate;

/**
 * The process of a tool that leads to a command, and its outputs. It finds what a tool finds that a shell of this account has
 * started, and passes that on.
 *
 * @param process the tool
 * @param out what it prints to standard output
 * @param err what it prints to standard error
 */
public record Tool(Process process, InputStream out, InputStream err) {
    /** Starts what a builder says. */
    public interface Starter {
        /** Returns the process. */
        Process start(ProcessBuilder builder) throws IOException;
    }

    /**
     * Starts a tool.
     *
     * @param there whether a program of that name is there; if not, the starter is to say so
     * @param outlived whether others may still print when the tool has ended, because the command is one of its processes
     */
    public static Tool start(ProcessBuilder builder, Predicate<String> there, boolean outlived, Starter starter)
            throws IOException, InterruptedException {
        AsFromAShell.restore(builder.environment());
        if (there.test(builder.command().get(0))) {
            AsFromAShell.unblock(builder, false);
        }
        OutputPipes pipes = outlived ? OutputPipes.open() : null;
        if (pipes == null) {
            Process process = starter.start(builder);
            return new Tool(process, process.getInputStream(), process.getErrorStream());
        }
        boolean started = false;
        try (pipes) {
            pipes.redirect(builder);
            Process process = starter.start(builder);
            started = true;
            return new Tool(process, pipes.out(), pipes.err());
        } finally {
            if (!started) {
                pipes.discard();
            }
        }
    }
}
