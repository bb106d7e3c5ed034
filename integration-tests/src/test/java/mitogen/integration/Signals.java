package mitogen.integration;

import java.io.IOException;

/** Sends signals by the shell's own {@code kill}: a minimal system has no other. */
final class Signals {
    private Signals() {}

    /** Sends that signal, such as {@code STOP}; gives the exit status, which is not 0 if there is no such process. */
    static int send(String name, long pid) throws IOException {
        Process kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + pid)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        kill.getOutputStream().close();
        return kill.onExit().join().exitValue();
    }
}
